import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import type { LoginAttempt } from '../../core/login-lanes.ts';
import { neighborhoodOf } from '../../http/plugins/address.ts';
import { guardBrowsers } from '../browser-guard.ts';
import { createSite, listenLocally, servePage } from '../site.ts';
import { endSession, isLocked, readMe, whoseLogin, withdraw } from './accounts.ts';
import { admitLogin, forgetFailures } from './admit-login.ts';
import { isKnownFromBefore, knownDevice } from './known-devices.ts';
import { forgetOldTries, forgetTries } from './login-tries.ts';
import { addDisable, addFactors, addPassword } from './security-settings.ts';
import {
  answerRefused,
  COOKIE,
  COOKIE_OPTIONS,
  DEVICE_COOKIE,
  type HostDemoOptions,
  openSession,
  signedIn,
} from './signed-in.ts';
import { openCase } from './thaw-client.ts';
import { addWebhookReceiver, WEBHOOK_PATH } from './webhook-receiver.ts';

const Credentials = Type.Object(
  { email: Type.String({ minLength: 1 }), password: Type.String() },
  { additionalProperties: false },
);

function addLogin(server: FastifyInstance, host: HostDemoOptions): void {
  const { pool } = host;
  server.post<{ Body: { email: string; password: string } }>(
    '/api/login',
    { schema: { body: Credentials } },
    async (request, reply) => {
      const { email, password } = request.body;
      const name = canonicalLogin(email) ?? '';
      const device = await knownDevice(pool, { token: request.cookies[DEVICE_COOKIE], name });
      const attempt: LoginAttempt = {
        name,
        address: neighborhoodOf(request.ip),
        knownDevice: device,
      };
      const refused = await admitLogin(pool, attempt, host.attempts);
      if (refused !== null) return await answerRefused(refused, reply);
      const login = await whoseLogin(pool, { email, password });
      // Byte for byte the same for an unknown address, a wrong password and a locked account.
      if (login === null) return await reply.status(401).send({ state: 'refused' });
      const { accountId } = login;
      await forgetFailures(pool, attempt);
      await forgetTries(pool, 'session', accountId);
      if (await isLocked(pool, accountId)) {
        const known = await isKnownFromBefore(pool, { device, accountId });
        return await answerLocked(host, { accountId, known }, reply);
      }
      await endSession(pool, request.cookies[COOKIE]);
      if (!(await openSession(host, reply, { ...login, newDevice: device === null }))) {
        return await reply.status(401).send({ state: 'refused' });
      }
      return { state: 'open' };
    },
  );
}

async function answerLocked(
  host: HostDemoOptions,
  { accountId, known }: { readonly accountId: string; readonly known: boolean },
  reply: FastifyReply,
) {
  const opened = await openCase(host.thawApi, accountId, known);
  if (opened.outcome === 'unavailable') {
    return await reply.status(503).send({ state: 'unavailable' });
  }
  const continueUrl = opened.outcome === 'opened' ? opened.url : null;
  return await reply.send({ state: 'locked', continueUrl });
}

function addAccount(server: FastifyInstance, host: HostDemoOptions): void {
  server.get('/api/me', async (request, reply) => {
    const whileFirst = ['new_password', 'new_factor'] as const;
    const session = await signedIn(host, request, reply, { whileFirst });
    if (session === null) return reply;
    const me = await readMe(host.pool, session.accountId);
    return { ...me, canSetUpApp: host.keys !== undefined };
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
      const session = await signedIn(host, request, reply);
      if (session === null) return reply;
      const result = await withdraw(host.pool, session.accountId, request.body);
      return await reply.status(result.outcome === 'done' ? 200 : 403).send(result);
    },
  );
  server.post('/api/logout', async (request, reply) => {
    await endSession(host.pool, request.cookies[COOKIE]);
    reply.clearCookie(COOKIE, COOKIE_OPTIONS).header('clear-site-data', '"cache", "storage"');
    return {};
  });
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
  addPassword(server, options);
  addFactors(server, options);
  addDisable(server, options);
  await addWebhookReceiver(server, { pool: options.pool, secret: options.webhookSecret });
  const url = await listenLocally(server, options.port);
  return { url, stop: async () => await server.close() };
}
