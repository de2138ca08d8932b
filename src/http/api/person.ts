import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { acceptReminder } from '../../app/accept-reminder.ts';
import type { App } from '../../app/app.ts';
import { enterCase } from '../../app/enter-case.ts';
import { caseOf } from '../../app/handoff.ts';
import { takeOtherLane } from '../../app/other-lane.ts';
import { viewCase } from '../../app/present-case.ts';
import { answerQuestion, type GivenAnswer, startQuestions } from '../../app/questions.ts';
import { acknowledge, notifyWhenReady, requestUnlock, withdraw } from '../../app/request-unlock.ts';
import { sendEmailAgain } from '../../app/send-email-again.ts';
import { submitStatement } from '../../app/statement.ts';
import type { SessionRow } from '../../app/stores.ts';
import { askContact } from '../../app/trusted-contact.ts';
import { viewCaseBehind } from '../../app/view-case-behind.ts';
import { withdrawConsent } from '../../app/withdraw-consent.ts';
import { goOnWithoutMail } from '../../app/without-mail.ts';
import { ThawError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { CaseView } from '../../core/wire.ts';
import { clientOf } from '../plugins/client.ts';
import {
  endSessionBefore,
  limitPerAddress,
  requireChange,
  requireOwnOrigin,
  requireSession,
  sessionCookie,
  setSessionCookie,
} from '../plugins/guard.ts';
import type { LiveHub } from '../plugins/live.ts';

const strict = { additionalProperties: false } as const;
const bodies = {
  token: Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) }, strict),
  reactivate: Type.Object(
    {
      ticked: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 }),
      locale: Type.String({ maxLength: 20 }),
      textHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      version: Type.String({ maxLength: 40 }),
    },
    strict,
  ),
  lane: Type.Object({ step: Type.String({ maxLength: 40 }) }, strict),
  answer: Type.Object(
    {
      question: Type.Integer({ minimum: 0, maximum: 50 }),
      option: Type.Optional(Type.Integer({ minimum: -1, maximum: 20 })),
      text: Type.Optional(Type.String({ maxLength: limits.storedAnswerCharactersMax })),
    },
    strict,
  ),
  contact: Type.Object({ contact: Type.String({ maxLength: 128 }) }, strict),
  statement: Type.Object(
    { text: Type.String({ maxLength: limits.statementCharactersMax }) },
    strict,
  ),
};

/** The person's own case, and nothing else: every route takes the case from the session. */
export function addPersonRoutes(server: FastifyInstance, app: App, live: LiveHub): void {
  server.post<{ Body: { token: string } }>(
    '/u/session',
    { schema: { body: bodies.token } },
    async (request, reply) => {
      requireOwnOrigin(app, request);
      await limitPerAddress(app, request, 'enter', 60);
      const session = await enterCase(app, request.body.token, clientOf(request));
      await endSessionBefore(app, 'person', request);
      setSessionCookie(reply, 'person', session.raw);
      return viewCaseBehind(app, session.raw);
    },
  );
  server.get('/u/case', async (request) => viewCaseBehind(app, sessionCookie('person', request)));
  addStream(server, app, live);

  const change = changeWith(app);
  server.post('/u/case/unlock', async (request) =>
    change(request, (session) => requestUnlock(app, caseOf(session))),
  );
  server.post('/u/case/notify-when-ready', async (request) =>
    change(request, (session) => notifyWhenReady(app, caseOf(session))),
  );
  server.post<{ Body: Parameters<typeof acceptReminder>[2] }>(
    '/u/case/reactivate',
    { schema: { body: bodies.reactivate } },
    async (request) =>
      change(request, (session) => acceptReminder(app, caseOf(session), request.body, session)),
  );
  server.post('/u/case/withdraw', async (request) =>
    change(request, (session) => withdraw(app, caseOf(session))),
  );
  server.post('/u/case/withdraw-biometrics', async (request) =>
    change(request, (session) => withdrawConsent(app, caseOf(session))),
  );
  server.post<{ Body: { step: string } }>(
    '/u/case/other-lane',
    { schema: { body: bodies.lane } },
    async (request) =>
      change(request, (session) => takeOtherLane(app, caseOf(session), request.body.step)),
  );
  server.post('/u/questions/start', async (request) =>
    change(request, (session) => startQuestions(app, caseOf(session))),
  );
  server.post<{ Body: GivenAnswer }>(
    '/u/questions/answer',
    { schema: { body: bodies.answer } },
    async (request) =>
      change(request, (session) => answerQuestion(app, caseOf(session), request.body)),
  );
  server.post('/u/email/send', async (request) =>
    change(request, (session) => sendEmailAgain(app, caseOf(session))),
  );
  server.post('/u/email/none', async (request) =>
    change(request, (session) => goOnWithoutMail(app, caseOf(session))),
  );
  server.post<{ Body: { text: string } }>(
    '/u/statement',
    { schema: { body: bodies.statement } },
    async (request) =>
      change(request, (session) => submitStatement(app, caseOf(session), request.body.text)),
  );
  server.post<{ Body: { contact: string } }>(
    '/u/statement/contact',
    { schema: { body: bodies.contact } },
    async (request) =>
      change(request, (session) => askContact(app, caseOf(session), request.body.contact)),
  );
  server.post('/u/got-it', async (request) =>
    change(request, (session) => acknowledge(app, caseOf(session))),
  );
}

/** Guard, command, present: the shape of every route that changes something. */
export function changeWith(app: App) {
  return async (
    request: FastifyRequest,
    work: (session: SessionRow) => Promise<void>,
  ): Promise<CaseView> => {
    const session = await requireChange(app, 'person', request);
    await work(session);
    return viewCase(app, session);
  };
}

const heartbeatMs = 15_000;

function addStream(server: FastifyInstance, app: App, live: LiveHub): void {
  server.get('/u/case/events', { exposeHeadRoute: false }, async (request, reply) => {
    const session = await requireSession(app, 'person', request);
    const stream = reply.raw;
    const leave = live.subscribe(caseOf(session), () =>
      stream.write('event: changed\ndata: 1\n\n'),
    );
    if (leave === null) throw new ThawError('too_many', 'streams', { retryAfterSeconds: 5 });
    reply.hijack();
    stream.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream',
    });
    stream.write('retry: 2000\n\n');
    // A stream lives no longer than its session; the page then meets 401 and goes on from there.
    const beat = setInterval(() => {
      requireSession(app, 'person', request).then(
        () => stream.write(': \n\n'),
        () => stream.end(),
      );
    }, heartbeatMs);
    stream.on('close', () => {
      clearInterval(beat);
      leave();
    });
  });
}
