import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { csrfFor } from '../../app/enter-case.ts';
import {
  approveCase,
  askAgain,
  claimNext,
  declineCase,
  releaseCase,
} from '../../app/review-case.ts';
import { loginStaff, logoutStaff, staffOf } from '../../app/staff.ts';
import type { SessionRow } from '../../app/stores.ts';
import type { StaffRow } from '../../app/stores-work.ts';
import { viewMedia, viewQueue, viewReview } from '../../app/view-review.ts';
import type { StepKind } from '../../core/case/types.ts';
import { limits } from '../../core/limits.ts';
import type { StaffView } from '../../core/wire-staff.ts';
import { clientOf } from '../plugins/client.ts';
import {
  clearSessionCookie,
  endSessionBefore,
  limitPerAddress,
  requireChange,
  requireOwnOrigin,
  requireSession,
  setSessionCookie,
} from '../plugins/guard.ts';
import { id } from '../plugins/ids.ts';

const strict = { additionalProperties: false } as const;
const code = Type.String({ maxLength: 60 });
const note = Type.String({ maxLength: limits.noteCharactersMax });
const caseParams = Type.Object({ id });
const mediaParams = Type.Object({ id, media: id });
const fraction = Type.Number({ minimum: 0, maximum: 1 });
const mark = Type.Object(
  {
    media: Type.Union([
      Type.Literal('document_front'),
      Type.Literal('document_back'),
      Type.Literal('selfie'),
    ]),
    region: Type.Object({ x: fraction, y: fraction, width: fraction, height: fraction }, strict),
  },
  strict,
);
const bodies = {
  login: Type.Object(
    { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1024 }) },
    strict,
  ),
  approve: Type.Object({ accepted: Type.Array(code, { maxItems: 20 }), note }, strict),
  decline: Type.Object(
    {
      final: Type.Boolean(),
      reasons: Type.Array(code, { minItems: 1, maxItems: 20 }),
      note,
      mark: Type.Optional(mark),
    },
    strict,
  ),
  askAgain: Type.Object(
    {
      step: code,
      reasons: Type.Array(code, { minItems: 1, maxItems: 20 }),
      note,
      mark: Type.Optional(mark),
    },
    strict,
  ),
};

type CaseParams = { Params: { id: string } };

/** Reviewers see what they hold a claim on, and nothing else. There is no search. */
export function addConsoleRoutes(server: FastifyInstance, app: App): void {
  addStaffSession(server, app);
  server.get('/c/queue', async (request) => {
    const { staff } = await staffSession(app, request);
    return viewQueue(app, staff.id);
  });
  server.post('/c/claim-next', async (request, reply) => {
    const { staff } = await staffChange(app, request);
    const caseId = await claimNext(app, staff.id);
    if (caseId === null) return reply.status(204).send();
    return viewReview(app, caseId, staff.id);
  });
  server.get<CaseParams>('/c/cases/:id', { schema: { params: caseParams } }, async (request) => {
    const { staff } = await staffSession(app, request);
    return viewReview(app, request.params.id, staff.id);
  });
  server.get<{ Params: { id: string; media: string } }>(
    '/c/cases/:id/media/:media',
    { schema: { params: mediaParams } },
    async (request, reply) => {
      const { staff } = await staffSession(app, request);
      const { id: caseId, media: mediaId } = request.params;
      const { bytes, type } = await viewMedia(app, { caseId, mediaId, reviewer: staff.id });
      return reply
        .type(type)
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('content-disposition', `inline; filename="evidence.${type.split('/')[1]}"`)
        .send(Buffer.from(bytes));
    },
  );
  addVerdicts(server, app);
}

function addStaffSession(server: FastifyInstance, app: App): void {
  server.post<{ Body: { email: string; password: string } }>(
    '/c/login',
    { schema: { body: bodies.login } },
    async (request, reply) => {
      requireOwnOrigin(app, request);
      await limitPerAddress(app, request, 'staff-login', 20);
      const session = await loginStaff(app, request.body, clientOf(request));
      await endSessionBefore(app, 'staff', request);
      setSessionCookie(reply, 'staff', session.raw);
      request.cookies['__Host-thaw-staff'] = session.raw;
      const { staff, session: row } = await staffSession(app, request);
      return presentStaff(app, staff, row);
    },
  );
  server.get('/c/me', async (request) => {
    const { staff, session } = await staffSession(app, request);
    return presentStaff(app, staff, session);
  });
  server.post('/c/logout', async (request, reply) => {
    const { session } = await staffChange(app, request);
    await logoutStaff(app, session);
    clearSessionCookie(reply, 'staff');
    return reply.status(204).send();
  });
}

function addVerdicts(server: FastifyInstance, app: App): void {
  const verdict = async (
    request: FastifyRequest<CaseParams>,
    work: (caseId: string, reviewer: string) => Promise<void>,
  ) => {
    const { staff } = await staffChange(app, request);
    await work(request.params.id, staff.id);
    return viewQueue(app, staff.id);
  };
  server.post<CaseParams>(
    '/c/cases/:id/release',
    { schema: { params: caseParams } },
    async (request) => verdict(request, (caseId, by) => releaseCase(app, caseId, by)),
  );
  server.post<CaseParams & { Body: { accepted: StepKind[]; note: string } }>(
    '/c/cases/:id/approve',
    { schema: { params: caseParams, body: bodies.approve } },
    async (request) => verdict(request, (caseId, by) => approveCase(app, caseId, by, request.body)),
  );
  server.post<CaseParams & { Body: Parameters<typeof declineCase>[3] }>(
    '/c/cases/:id/decline',
    { schema: { params: caseParams, body: bodies.decline } },
    async (request) => verdict(request, (caseId, by) => declineCase(app, caseId, by, request.body)),
  );
  server.post<CaseParams & { Body: Parameters<typeof askAgain>[3] }>(
    '/c/cases/:id/ask-again',
    { schema: { params: caseParams, body: bodies.askAgain } },
    async (request) => verdict(request, (caseId, by) => askAgain(app, caseId, by, request.body)),
  );
}

interface StaffSession {
  readonly staff: StaffRow;
  readonly session: SessionRow;
}

async function staffSession(app: App, request: FastifyRequest): Promise<StaffSession> {
  const session = await requireSession(app, 'staff', request);
  return { session, staff: await staffOf(app, session) };
}

async function staffChange(app: App, request: FastifyRequest): Promise<StaffSession> {
  const session = await requireChange(app, 'staff', request);
  return { session, staff: await staffOf(app, session) };
}

function presentStaff(app: App, staff: StaffRow, session: SessionRow): StaffView {
  return { name: staff.name, role: staff.role, csrf: csrfFor(app, session) };
}
