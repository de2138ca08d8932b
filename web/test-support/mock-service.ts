import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { CaseView, FaultView, WireError } from '../../src/core/wire.ts';
import type { SelfieCapture } from '../../src/core/wire-face.ts';
import { at } from './base-view.ts';
import { views } from './case-views.ts';

/**
 * Serves web/dist with canned answers under the real paths and a strict content security policy, for
 * looking at the pages. It decides nothing and proves nothing about the service.
 */

const built = join(import.meta.dirname, '..', 'dist');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly csrf: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface MockService {
  readonly url: string;
  /** Every call that changes something, in order. */
  readonly calls: Recorded[];
  /** What the next GET /u/case answers. */
  show(view: CaseView): void;
  /** Answers `METHOD /path` (without query) by hand. */
  on(route: string, reply: (call: Recorded) => Reply): void;
  close(): Promise<void>;
}

export function refusal(status: number, code: string, faults: readonly FaultView[] = []): Reply {
  const error: WireError['error'] = {
    code,
    text: `error.${code}`,
    correlationId: '00000000-0000-4000-8000-000000000000',
    ...(faults.length > 0 ? { faults } : {}),
  };
  return { status, body: { error } };
}

/** On a free port. `dist`: the built pages, when they are not in web/dist. */
/** The live capture of a selfie, as the service would begin it. */
const capture: SelfieCapture = {
  nonce: '00000000-0000-4000-8000-000000000002',
  frames: 3,
  gapMs: 50,
  endsAt: at(180),
  now: at(0),
};

export async function startMockService(dist = built): Promise<MockService> {
  const calls: Recorded[] = [];
  const routes = new Map<string, (call: Recorded) => Reply>();
  const streams = new Set<ServerResponse>();
  let view: CaseView | null = null;

  const answer = (call: Recorded): Reply => {
    const byHand = routes.get(`${call.method} ${call.path.split('?')[0]}`);
    if (byHand) return byHand(call);
    if (call.path === '/u/session') {
      const { token } = JSON.parse(call.body) as { token: string };
      view = views[token]?.() ?? null;
      return view ? { status: 200, body: view } : refusal(410, 'token_expired');
    }
    if (!view) return refusal(401, 'session_missing');
    if (call.path === '/u/selfie/begin') return { status: 200, body: capture };
    if (call.path === '/u/face/handoff') return { status: 200, body: view.face?.handoff ?? null };
    return { status: 200, body: { ...view, now: at(0) } };
  };

  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (!/^\/[ucpm]\//.test(path)) return sendFile(dist, path, response);
    if (path.endsWith('/events')) return openStream(streams, response);
    const call: Recorded = {
      method: request.method ?? 'GET',
      path,
      body: await bodyOf(request),
      csrf: request.headers['x-thaw-csrf'] as string | undefined,
    };
    if (call.method !== 'GET') calls.push(call);
    const { status, body } = answer(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    show: (next) => {
      view = next;
      for (const stream of streams) stream.write('event: changed\ndata: 1\n\n');
    },
    on: (route, reply) => void routes.set(route, reply),
    close: () => closeServer(server),
  };
}

async function sendFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const clean = normalize(path.split(/[?#]/)[0] ?? '/');
  const file = extname(clean) === '' ? join(clean, 'index.html') : clean;
  try {
    const bytes = await readFile(join(dist, file));
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': "default-src 'self'; base-uri 'none'; object-src 'none'",
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

function openStream(streams: Set<ServerResponse>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
