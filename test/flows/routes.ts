import { createLiveHub } from '../../src/http/plugins/live.ts';
import { createHttpServer } from '../../src/http/server.ts';
import type { TestWorld } from '../fixtures/world.ts';

export interface Route {
  readonly method: string;
  /** As registered, e.g. `/c/cases/:id`. */
  readonly url: string;
}

/** Every route of the service, read from a server's own table, so that no new one is forgotten. */
export async function allRoutes(world: TestWorld): Promise<readonly Route[]> {
  const server = await createHttpServer({
    app: world.context.app,
    live: createLiveHub(),
    webRoot: world.dataDir,
    trustProxy: false,
    health: async () => ({
      healthy: true,
      parts: { database: 'well', work: 'well', pictures: 'well', vision: 'well' },
    }),
  });
  await server.ready();
  const tree = server.printRoutes({ commonPrefix: false });
  await server.close();
  const routes = parseTree(tree);
  if (routes.length < 40) throw new Error(`only ${routes.length} routes were read from:\n${tree}`);
  return routes;
}

/** Four columns of drawing a level; a deeper line goes on from the line above it. */
function parseTree(tree: string): readonly Route[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^((?:[│ ] {3})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (found === null) return [];
    const [, indent = '', name = '', methods = ''] = found;
    const depth = indent.length / 4;
    parents.length = depth;
    const url = `${parents.join('')}${name}`;
    parents.push(url === '/' ? '/' : name);
    return methods
      .split(', ')
      .filter((m) => m !== '')
      .map((method) => ({ method, url }));
  });
}

export const unknownId = '7f6fc9a4-8f36-4b9e-9a3e-0d1f2b3c4d5e';
export const unknownToken = 'A'.repeat(43);

/** A real address of a route: unknown ids where it asks for ids. */
export function addressOf(url: string): string {
  const queries: readonly (readonly [string, string])[] = [
    ['/face/frame', `?session=${unknownId}&index=0`],
    ['/face/socket', `?session=${unknownId}`],
    ['/statement/video', `?nonce=${unknownId}`],
    ['/policy/diff', '?from=northwind@1&to=northwind@2'],
    ['/policy/replay', '?from=northwind@1&to=northwind@2'],
  ];
  const query = queries.find(([end]) => url.endsWith(end))?.[1] ?? '';
  return url.replace(':side', 'front').replace(/:\w+/g, unknownId).replace('*', 'x') + query;
}

const hash = '0'.repeat(64);
const token = { token: unknownToken };
const verdict = { reasons: ['image_blurry'], note: 'blurred' };

/** A body that the schema of the route takes; null: it takes none. */
const bodies: Readonly<Record<string, unknown>> = {
  '/u/session': token,
  '/u/case/reactivate': { ticked: [], locale: 'en', textHash: hash, version: '1' },
  '/u/case/other-lane': { step: 'id_document' },
  '/u/questions/answer': { question: 0, option: 0 },
  '/u/codes/send': { channel: 'sms' },
  '/u/codes/passkey': {
    id: 'AA',
    rawId: 'AA',
    type: 'public-key',
    response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
  },
  '/u/codes/unavailable': { lost: ['sms'] },
  '/u/codes/submit': { channel: 'sms', code: '123456' },
  '/u/statement': { text: 'a statement' },
  '/u/statement/sentence': { locale: 'en' },
  '/u/document/choose': { country: 'UTO', type: 'passport' },
  '/u/face/handoff/match': { number: '123' },
  '/u/face/finish': { session: unknownId },
  '/p/face/finish': { session: unknownId },
  '/p/bind': token,
  '/m/inspect': token,
  '/m/confirm': { ...token, code: '123456' },
  '/m/not-me': token,
  '/m/disable-account': token,
  '/m/progress': token,
  '/m/vouch': { ...token, code: '123456' },
  '/u/statement/contact': { contact: 'nobody' },
  '/m/appeal': { ...token, text: 'I am the owner and would like another person to look at this.' },
  '/c/login': { email: 'nobody@northwind.example', password: 'wrong' },
  '/c/cases/:id/approve': { accepted: [], note: 'note' },
  '/c/cases/:id/decline': { final: false, ...verdict },
  '/c/cases/:id/ask-again': { step: 'id_document', ...verdict },
  '/c/policy/try': { policy: 'policy: none' },
  '/api/v1/cases': { account_id: 'nw-100002', kind: 'unlock' },
  '/api/v1/accounts/:id/freeze': { cause: 'risk' },
  '/api/v1/accounts/:id/answers': { answers: [] },
};

export const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]);

/** What a page would send there. */
export function requestFor(route: Route): { json?: unknown; bytes?: Uint8Array; type?: string } {
  const json = bodies[route.url];
  if (json !== undefined) return { json };
  return route.method === 'PUT' ? { bytes: jpeg, type: 'image/jpeg' } : {};
}

export const changes = (route: Route) => !['GET', 'HEAD', 'OPTIONS'].includes(route.method);
export const isApi = (route: Route) => route.url.startsWith('/api/');
/** These prove themselves by what is in their body; a session is what they give, or not needed. */
export const withoutSession = (route: Route) =>
  ['/u/session', '/p/bind', '/c/login'].includes(route.url) || route.url.startsWith('/m/');
