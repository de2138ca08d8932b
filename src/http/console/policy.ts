/** The policy page of the console: read only, for leads. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { staffOf } from '../../app/staff.ts';
import type { StaffRow } from '../../app/stores-work.ts';
import { diffRecorded, explainClaimed, replayRecorded, viewPolicy } from '../../app/view-policy.ts';
import { ThawError } from '../../core/errors.ts';
import { requireSession } from '../plugins/guard.ts';
import { id } from '../plugins/ids.ts';

const name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}@[\\w.-]{1,40}$' });
const twoNames = Type.Object({ from: name, to: name }, { additionalProperties: false });
type TwoNames = { Querystring: { from: string; to: string } };

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
}

async function requireLead(app: App, request: FastifyRequest): Promise<StaffRow> {
  const staff = await staffOf(app, await requireSession(app, 'staff', request));
  if (staff.role !== 'lead') throw new ThawError('forbidden', 'for leads');
  return staff;
}
