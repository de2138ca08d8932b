/** The policy page of the console: nothing is changed by it. For leads. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { staffOf } from '../../app/staff.ts';
import type { SessionRow } from '../../app/stores.ts';
import type { StaffRow } from '../../app/stores-work.ts';
import { tryCandidate } from '../../app/try-policy.ts';
import { diffRecorded, explainClaimed, replayRecorded, viewPolicy } from '../../app/view-policy.ts';
import { ThawError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { requireChange, requireSession } from '../plugins/guard.ts';
import { id } from '../plugins/ids.ts';

const name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}@[\\w.-]{1,40}$' });
const twoNames = Type.Object({ from: name, to: name }, { additionalProperties: false });
type TwoNames = { Querystring: { from: string; to: string } };

/** Characters, which are no more than bytes: those are counted later. */
const text = Type.String({ minLength: 1, maxLength: limits.policyTrialTextBytesMax });
const candidate = Type.Object(
  { policy: text, tests: Type.Optional(text) },
  { additionalProperties: false },
);
type Candidate = { Body: { policy: string; tests?: string } };

const replayedMax = 200;

export function addPolicyRoutes(server: FastifyInstance, app: App): void {
  server.get('/c/policy', async (request) => {
    await requireLead(app, request);
    return viewPolicy(app);
  });
  server.get<TwoNames>('/c/policy/diff', { schema: { querystring: twoNames } }, async (request) => {
    await requireLead(app, request);
    return diffRecorded(app, request.query);
  });
  server.get<TwoNames>(
    '/c/policy/replay',
    { schema: { querystring: twoNames } },
    async (request) => {
      await requireLead(app, request);
      return replayRecorded(app, request.query, replayedMax);
    },
  );
  server.get<{ Params: { id: string } }>(
    '/c/policy/explain/:id',
    { schema: { params: Type.Object({ id }) } },
    async (request) => {
      const lead = await requireLead(app, request);
      return explainClaimed(app, request.params.id, lead.id);
    },
  );
  server.post<Candidate>(
    '/c/policy/try',
    {
      schema: { body: candidate },
      bodyLimit: limits.policyTrialBodyBytesMax,
      // Before its body is read: nobody else makes the service take in so much.
      onRequest: async (request) => void (await requireLeadChange(app, request)),
    },
    async (request) => {
      const lead = await requireLeadChange(app, request);
      const { policy, tests = null } = request.body;
      return tryCandidate(app, lead.id, { policy, tests }, replayedMax);
    },
  );
}

async function requireLead(app: App, request: FastifyRequest): Promise<StaffRow> {
  return leadOf(app, await requireSession(app, 'staff', request));
}

async function requireLeadChange(app: App, request: FastifyRequest): Promise<StaffRow> {
  return leadOf(app, await requireChange(app, 'staff', request));
}

async function leadOf(app: App, session: SessionRow): Promise<StaffRow> {
  const staff = await staffOf(app, session);
  if (staff.role !== 'lead') throw new ThawError('forbidden', 'for leads');
  return staff;
}
