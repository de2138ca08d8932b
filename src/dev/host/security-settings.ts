/** What a person changes under Security at the demo host: password, second factors, [Disable account]. */

import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { changePassword, type Session, wordsAbout } from './accounts.ts';
import { beginApp, beginPasskey, finishApp, finishPasskey } from './factors.ts';
import { forgetDevices } from './known-devices.ts';
import { forgetTries, takeAttempt, takeTry } from './login-tries.ts';
import { faultOfPassword } from './new-password.ts';
import {
  answerFault,
  answerRefused,
  COOKIE,
  COOKIE_OPTIONS,
  type HostDemoOptions,
  openSession,
  signedIn,
} from './signed-in.ts';
import { freezeAccount } from './thaw-client.ts';

/** New passwords of one account that are weighed in one window: more than anybody thinks of. */
export const newPasswordsInWindow = 60;

const strict = { additionalProperties: false } as const;
const part = Type.String({ maxLength: 8192 });

const Passwords = Type.Object(
  // How long the new one may be is said in words; what one request may hold is the server's bound.
  { current: Type.String(), next: Type.String() },
  strict,
);
const Code = Type.Object({ code: Type.String({ maxLength: 12 }) }, strict);
/** RegistrationResponseJSON of WebAuthn; what browsers add beside it is not read. */
const Passkey = Type.Object({
  id: part,
  rawId: part,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: part,
    attestationObject: part,
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 8 })),
  }),
  clientExtensionResults: Type.Object({}),
});
const Reason = Type.Object(
  {
    reason: Type.Union([
      Type.Literal('suspicious_activity'),
      Type.Literal('temporary'),
      Type.Literal('personal'),
    ]),
  },
  strict,
);

export function addPassword(server: FastifyInstance, host: HostDemoOptions): void {
  server.post<{ Body: { current: string; next: string } }>(
    '/api/password',
    { schema: { body: Passwords } },
    async (request, reply) => {
      const session = await signedIn(host, request, reply, { whileFirst: ['new_password'] });
      if (session === null) return reply;
      const { accountId } = session;
      // Counted first, since weighing the new one takes time: a session could keep the host busy with it.
      const over = await takeAttempt(host.pool, 'new_password', {
        key: accountId,
        max: newPasswordsInWindow,
      });
      if (over !== null) return await answerRefused(over, reply);
      // Said before anything is compared, so that it costs no try at the current one.
      const fault = faultOfPassword(request.body.next, await wordsAbout(host.pool, accountId));
      if (fault !== null) return await answerFault(reply, 422, fault);
      const refused = await takeTry(host.pool, 'session', accountId);
      if (refused !== null) return await answerRefused(refused, reply);
      const changed = await changePassword(host.pool, accountId, request.body);
      if (changed === null) return await answerFault(reply, 403, 'wrong_password');
      await forgetTries(host.pool, 'session', accountId);
      if (changed === 'same') return await answerFault(reply, 422, 'same_password');
      await forgetDevices(host.pool, accountId);
      await openSession(host, reply, { ...changed, newDevice: true });
      return {};
    },
  );
}

export function addFactors(server: FastifyInstance, host: HostDemoOptions): void {
  const { keys, pool } = host;
  if (keys !== undefined) {
    server.post('/api/factors/app/begin', async (request, reply) => {
      const session = await fresh(host, request, reply);
      if (session === null) return reply;
      const setup = await beginApp(pool, keys, session);
      return setup ?? (await answerFault(reply, 409, 'already_bound'));
    });
    server.post<{ Body: { code: string } }>(
      '/api/factors/app',
      { schema: { body: Code } },
      async (request, reply) => {
        const session = await fresh(host, request, reply);
        if (session === null) return reply;
        const isRight = await finishApp(pool, keys, { ...session, code: request.body.code });
        return isRight ? {} : await answerFault(reply, 422, 'code_wrong');
      },
    );
  }
  server.post('/api/factors/passkey/begin', async (request, reply) => {
    const session = await fresh(host, request, reply);
    return session === null ? reply : await beginPasskey(pool, session.accountId);
  });
  server.post<{ Body: RegistrationResponseJSON }>(
    '/api/factors/passkey',
    { schema: { body: Passkey } },
    async (request, reply) => {
      const session = await fresh(host, request, reply);
      if (session === null) return reply;
      const { accountId } = session;
      const origin = `http://${request.headers.host}`;
      const isBound = await finishPasskey(pool, { accountId, origin, response: request.body });
      return isBound ? {} : await answerFault(reply, 422, 'passkey_refused');
    },
  );
}

/**
 * A factor is added shortly after a log-in alone: a session that somebody left open, or stole, must not
 * be made to last (SP 800-63B-4 4.1.2).
 */
async function fresh(
  host: HostDemoOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session | null> {
  const session = await signedIn(host, request, reply, { whileFirst: ['new_factor'] });
  if (session === null || session.isFresh) return session;
  await answerFault(reply, 403, 'log_in_again');
  return null;
}

export function addDisable(server: FastifyInstance, host: HostDemoOptions): void {
  server.post<{ Body: { reason: string } }>(
    '/api/disable',
    { schema: { body: Reason } },
    async (request, reply) => {
      // Whoever finds the account open without having asked for it may lock it at once.
      const whileFirst = ['new_password', 'new_factor'] as const;
      const session = await signedIn(host, request, reply, { whileFirst });
      if (session === null) return reply;
      if (!(await freezeAccount(host.thawApi, session.accountId, request.body.reason))) {
        return await reply.status(503).send({ state: 'unavailable' });
      }
      reply.clearCookie(COOKIE, COOKIE_OPTIONS);
      return { state: 'disabled' };
    },
  );
}
