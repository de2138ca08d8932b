import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import { PASSWORD_BYTES_MAX } from '../../adapters/passwords/passwords.ts';
import type { attemptsInWindow, LoginAttempt } from '../../core/login-lanes.ts';
import { guardBrowsers } from '../browser-guard.ts';
import { createSite, listenLocally, servePage } from '../site.ts';
import {
  changePassword,
  endSession,
  isLocked,
  readMe,
  startSession,
  whoseLogin,
  whoseSession,
  withdraw,
} from './accounts.ts';
import { admitLogin, forgetFailures } from './admit-login.ts';
import { forgetDevices, knownDevice, rememberDevice } from './known-devices.ts';
import { forgetOldTries, forgetTries, type Refused, takeTry } from './login-tries.ts';
import { freezeAccount, openCase, type ThawApi } from './thaw-client.ts';
import { addWebhookReceiver, WEBHOOK_PATH } from './webhook-receiver.ts';

const COOKIE = '__Host-northwind';
const COOKIE_OPTIONS = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;
const DEVICE_COOKIE = '__Host-northwind-device';
const DEVICE_OPTIONS = { ...COOKIE_OPTIONS, maxAge: 180 * 86_400 } as const;

export interface HostDemoOptions {
  /** 0 picks one. */
  readonly port: number;
  readonly pool: Pool;
  readonly thawApi: ThawApi;
  /** `whsec_...` */
  readonly webhookSecret: string;
  /** Other bounds for attempts of strangers: who measures logins makes very many of them. */
  readonly attempts?: typeof attemptsInWindow;
}

type Host = HostDemoOptions;

const Credentials = Type.Object(
  { email: Type.String({ minLength: 1 }), password: Type.String() },
  { additionalProperties: false },
);

function addLogin(server: FastifyInstance, host: Host): void {
  server.post<{ Body: { email: string; password: string } }>(
    '/api/login',
    { schema: { body: Credentials } },
    async (request, reply) => {
      const { email, password } = request.body;
      const name = canonicalLogin(email) ?? '';
      const token = request.cookies[DEVICE_COOKIE];
      const device = await knownDevice(host.pool, { token, name });
      const attempt: LoginAttempt = { name, address: request.ip, knownDevice: device };
      const refused = await admitLogin(host.pool, attempt, host.attempts);
      if (refused !== null) return await answerRefused(refused, reply);
      const accountId = await whoseLogin(host.pool, { email, password });
      // Byte for byte the same for an unknown address, a wrong password and a locked account.
      if (accountId === null) return await reply.status(401).send({ state: 'refused' });
      await forgetFailures(host.pool, attempt);
      await forgetTries(host.pool, 'session', accountId);
      if (await isLocked(host.pool, accountId)) return await answerLocked(host, accountId, reply);
      await endSession(host.pool, request.cookies[COOKIE]);
      reply.setCookie(COOKIE, await startSession(host.pool, accountId), COOKIE_OPTIONS);
      if (device === null) {
        reply.setCookie(DEVICE_COOKIE, await rememberDevice(host.pool, accountId), DEVICE_OPTIONS);
      }
      return { state: 'open' };
    },
  );
}

/** The same for every name: how long, and nothing of why. */
async function answerRefused(refused: Refused, reply: FastifyReply) {
  if (refused.state === 'wait') reply.header('retry-after', refused.seconds);
  return await reply.status(429).send(refused);
}

async function answerLocked(host: Host, accountId: string, reply: FastifyReply) {
  const opened = await openCase(host.thawApi, accountId);
  if (opened.outcome === 'unavailable') {
    return await reply.status(503).send({ state: 'unavailable' });
  }
  const continueUrl = opened.outcome === 'opened' ? opened.url : null;
  return await reply.send({ state: 'locked', continueUrl });
}

/** The account of the session; answers 401 itself and gives null when there is none. */
async function signedIn(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | null> {
  const accountId = await whoseSession(host.pool, request.cookies[COOKIE]);
  if (accountId === null) await reply.status(401).send({ error: { code: 'session_missing' } });
  return accountId;
}

function addAccount(server: FastifyInstance, host: Host): void {
  server.get('/api/me', async (request, reply) => {
    const accountId = await signedIn(host, request, reply);
    return accountId === null ? reply : await readMe(host.pool, accountId);
  });
  const Wish = Type.Object(
    {
      symbol: Type.String({ maxLength: 12 }),
      amount: Type.Number({ minimum: 0.01, maximum: 1e9 }),
    },
    { additionalProperties: false },
  );
  server.post<{ Body: { symbol: string; amount: number } }>(
    '/api/withdraw',
    { schema: { body: Wish } },
    async (request, reply) => {
      const accountId = await signedIn(host, request, reply);
      if (accountId === null) return reply;
      const result = await withdraw(host.pool, accountId, request.body);
      return await reply.status(result.outcome === 'done' ? 200 : 403).send(result);
    },
  );
  server.post('/api/logout', async (request, reply) => {
    await endSession(host.pool, request.cookies[COOKIE]);
    reply.clearCookie(COOKIE, COOKIE_OPTIONS).header('clear-site-data', '"cache", "storage"');
    return {};
  });
}

function addSettings(server: FastifyInstance, host: Host): void {
  const Passwords = Type.Object(
    {
      current: Type.String(),
      next: Type.String({ minLength: 12, maxLength: PASSWORD_BYTES_MAX / 4 }),
    },
    { additionalProperties: false },
  );
  server.post<{ Body: { current: string; next: string } }>(
    '/api/password',
    { schema: { body: Passwords } },
    async (request, reply) => {
      const accountId = await signedIn(host, request, reply);
      if (accountId === null) return reply;
      const refused = await takeTry(host.pool, 'session', accountId);
      if (refused !== null) return await answerRefused(refused, reply);
      if (!(await changePassword(host.pool, accountId, request.body))) {
        return await reply.status(403).send({ error: { code: 'wrong_password' } });
      }
      await forgetTries(host.pool, 'session', accountId);
      await forgetDevices(host.pool, accountId);
      reply.setCookie(COOKIE, await startSession(host.pool, accountId), COOKIE_OPTIONS);
      reply.setCookie(DEVICE_COOKIE, await rememberDevice(host.pool, accountId), DEVICE_OPTIONS);
      return {};
    },
  );
  const Reason = Type.Object(
    {
      reason: Type.Union([
        Type.Literal('suspicious_activity'),
        Type.Literal('temporary'),
        Type.Literal('personal'),
      ]),
    },
    { additionalProperties: false },
  );
  server.post<{ Body: { reason: string } }>(
    '/api/disable',
    { schema: { body: Reason } },
    async (request, reply) => {
      const accountId = await signedIn(host, request, reply);
      if (accountId === null) return reply;
      if (!(await freezeAccount(host.thawApi, accountId, request.body.reason))) {
        return await reply.status(503).send({ state: 'unavailable' });
      }
      reply.clearCookie(COOKIE, COOKIE_OPTIONS);
      return { state: 'disabled' };
    },
  );
}

/**
 * "Northwind Exchange": a platform that uses Thaw, for the development world. Its accounts are those of
 * the embedded directory. Answers its URL.
 */
export async function startHostDemo(
  options: HostDemoOptions,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createSite();
  guardBrowsers(server, { requireOrigin: true, exempt: [WEBHOOK_PATH] });
  await server.register(fastifyCookie);
  await servePage(server, 'host-demo');
  await forgetOldTries(options.pool);
  addLogin(server, options);
  addAccount(server, options);
  addSettings(server, options);
  await addWebhookReceiver(server, { pool: options.pool, secret: options.webhookSecret });
  const url = await listenLocally(server, options.port);
  return { url, stop: async () => await server.close() };
}
