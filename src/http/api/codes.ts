import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { goOnWithoutCodes, sendCode, submitCode } from '../../app/codes.ts';
import { caseOf } from '../../app/handoff.ts';
import { beginPasskey, submitPasskey } from '../../app/passkeys.ts';
import { viewCase } from '../../app/present-case.ts';
import { startRecovery } from '../../app/recovery.ts';
import type { CodeChannel } from '../../core/case/types.ts';
import type { PasskeyAnswer } from '../../core/ports.ts';
import { requireChange, requireSession, setSessionCookie } from '../plugins/guard.ts';
import { changeWith } from './person.ts';

const strict = { additionalProperties: false } as const;
const bodies = {
  send: Type.Object({ channel: Type.Union([Type.Literal('email'), Type.Literal('sms')]) }, strict),
  passkey: Type.Object(
    {
      id: Type.String({ maxLength: 1400 }),
      rawId: Type.String({ maxLength: 1400 }),
      type: Type.Literal('public-key'),
      response: Type.Object(
        {
          clientDataJSON: Type.String({ maxLength: 4000 }),
          authenticatorData: Type.String({ maxLength: 4000 }),
          signature: Type.String({ maxLength: 4000 }),
        },
        strict,
      ),
    },
    strict,
  ),
  unavailable: Type.Object(
    {
      lost: Type.Array(
        Type.Union(['email', 'sms', 'totp', 'passkey'].map((channel) => Type.Literal(channel))),
        { minItems: 1, maxItems: 4, uniqueItems: true },
      ),
    },
    strict,
  ),
  submit: Type.Object(
    {
      channel: Type.Union(['email', 'sms', 'totp'].map((channel) => Type.Literal(channel))),
      code: Type.String({ minLength: 1, maxLength: 20 }),
    },
    strict,
  ),
};

/** The step of codes. */
export function addCodeRoutes(server: FastifyInstance, app: App): void {
  const change = changeWith(app);
  server.post<{ Body: { channel: 'email' | 'sms' } }>(
    '/u/codes/send',
    { schema: { body: bodies.send } },
    async (request) => change(request, (s) => sendCode(app, caseOf(s), request.body.channel)),
  );
  server.post<{ Body: { channel: 'email' | 'sms' | 'totp'; code: string } }>(
    '/u/codes/submit',
    { schema: { body: bodies.submit } },
    async (request) => change(request, (s) => submitCode(app, caseOf(s), request.body)),
  );
  server.post('/u/codes/passkey/begin', async (request) =>
    beginPasskey(app, caseOf(await requireChange(app, 'person', request))),
  );
  server.post<{ Body: PasskeyAnswer }>(
    '/u/codes/passkey',
    { schema: { body: bodies.passkey } },
    async (request) => change(request, (s) => submitPasskey(app, caseOf(s), request.body)),
  );
  server.post<{ Body: { lost: readonly CodeChannel[] } }>(
    '/u/codes/unavailable',
    { schema: { body: bodies.unavailable } },
    async (request, reply) => {
      const before = await requireChange(app, 'person', request);
      const session = await startRecovery(app, before, request.body.lost);
      setSessionCookie(reply, 'person', session.raw);
      request.cookies['__Host-thaw'] = session.raw;
      return viewCase(app, await requireSession(app, 'person', request));
    },
  );
  server.post('/u/codes/none', async (request) =>
    change(request, (s) => goOnWithoutCodes(app, caseOf(s))),
  );
}
