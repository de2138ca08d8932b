/**
 * Other people's software as yardsticks, in a folder of its own with a lock of its own: never a
 * dependency of Thaw. Installed there when a benchmark first asks for it.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Reply, type Served, send, serve } from './submit-load.ts';
import { keptRunning } from './with-stops.ts';

const folder = fileURLToPath(new URL('yardsticks/', import.meta.url));
const installMs = 180_000;

/** One request of each kind that is compared. */
export interface Yardsticks {
  readonly oidc: Served;
  readonly auth: Served;
  /** oidc-provider `GET /auth`: an interaction begins, one row written. */
  authorize(): Promise<void>;
  /** oidc-provider `interactionResult`: the interaction is read and written with its result. */
  interactionResult(): Promise<void>;
  /** better-auth `request-password-reset` of a known address. */
  requestPasswordReset(index: number): Promise<void>;
  /** better-auth `get-session`. */
  getSession(): Promise<void>;
  stop(): Promise<void>;
}

/** Null when they cannot be installed here: the benchmark then says that it did not compare. */
function install(): string | null {
  const installed = `${folder}node_modules/.package-lock.json`;
  const lock = `${folder}package-lock.json`;
  if (existsSync(installed) && sameVersions(installed, lock)) return null;
  process.stderr.write('Installing the yardsticks (oidc-provider, better-auth) ...\n');
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      timeout: installMs,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function sameVersions(installed: string, lock: string): boolean {
  const versions = (file: string) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
      packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    return JSON.stringify(
      Object.entries(packages)
        .filter(([path]) => path !== '')
        .map(([path, { version }]) => [path, version])
        .sort(),
    );
  };
  return versions(installed) === versions(lock);
}

const accept = (reply: Reply, status: number): Reply => {
  if (reply.status !== status) {
    throw new Error(`a yardstick answered ${reply.status}: ${reply.body.slice(0, 300)}`);
  }
  return reply;
};
const cookiesOf = (reply: Reply) => reply.cookies.map((one) => one.split(';')[0]).join('; ');

/** Started on the benchmark's own PostgreSQL; a text that says why not when they are not there. */
export async function startYardsticks(databaseUrl: string): Promise<Yardsticks | string> {
  const missing = install();
  if (missing !== null) return missing;
  const { value, stop } = await keptRunning(async (stops) => {
    const script = `${folder}server.mjs`;
    const oidc = await serve(script, (port) => ['oidc', databaseUrl, String(port)]);
    stops.push(oidc.stop);
    const auth = await serve(script, (port) => ['auth', databaseUrl, String(port)]);
    stops.push(auth.stop);
    return { oidc, auth, ...(await interactions(oidc)), ...(await sessions(auth)) };
  });
  return { ...value, stop };
}

async function interactions(
  oidc: Served,
): Promise<Pick<Yardsticks, 'authorize' | 'interactionResult'>> {
  const query = new URLSearchParams({
    client_id: 'bench',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'https://client.bench.example/back',
    state: 'a-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const authorize = () => send(oidc.port, 'GET', `/auth?${query}`);
  const begun = accept(await authorize(), 303);
  const interaction = { cookie: cookiesOf(begun) };
  const path = new URL(begun.location ?? '/', 'http://localhost').pathname;
  return {
    async authorize() {
      accept(await authorize(), 303);
    },
    async interactionResult() {
      accept(await send(oidc.port, 'POST', path, { headers: interaction }), 303);
    },
  };
}

async function sessions(
  auth: Served,
): Promise<Pick<Yardsticks, 'requestPasswordReset' | 'getSession'>> {
  const signedUp = await send(auth.port, 'POST', '/api/auth/sign-up/email', {
    headers: { origin: `http://localhost:${auth.port}` },
    json: { name: 'Bo', email: 'bo@bench.example', password: 'a password of the benchmark' },
  });
  const session = { cookie: cookiesOf(accept(signedUp, 200)) };
  return {
    async requestPasswordReset(index) {
      const reply = await send(auth.port, 'POST', '/api/auth/request-password-reset', {
        headers: { origin: `http://localhost:${auth.port}` },
        json: { email: `u${index % 5_000}@bench.example` },
      });
      accept(reply, 200);
    },
    async getSession() {
      const reply = accept(
        await send(auth.port, 'GET', '/api/auth/get-session', { headers: session }),
        200,
      );
      if (!reply.body.includes('bo@bench.example')) throw new Error('no session was answered');
    },
  };
}
