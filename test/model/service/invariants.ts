/** Security standard 1.1, I1 to I6, asked of the real tables, mailboxes and host. */

import type { App } from '../../../src/app/app.ts';
import type { StoredEvent } from '../../../src/app/stores.ts';
import { openJson } from '../../../src/app/vault.ts';
import type { CaseState } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import type { Outside } from './outside.ts';

/** Throws with what does not hold. */
export async function checkInvariants(
  outside: Outside,
  app: App,
  caseId: string,
): Promise<CaseState> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new Error('the case is gone');
  const { state } = stored;
  const history = await app.db.read.cases.history(caseId);
  must(history.length === state.version, 'the version is not the number of events');
  await onlyProvenAccountsAreThawed(outside, state, history);
  await everyEventIsAudited(outside, state, history);
  await everyLinkWorksOnce(outside, caseId, history);
  if (state.redacted) await nothingIsReadable(outside, app, caseId);
  return state;
}

/** I1 and I6: at the host, where it counts. */
async function onlyProvenAccountsAreThawed(
  outside: Outside,
  state: CaseState,
  history: readonly StoredEvent[],
): Promise<void> {
  const { rows } = await outside.pool.query<{ freeze_id: string; limits: number }>(
    `select freeze_id::text, (select count(*)::int from directory.restrictions r
        where r.account_id = f.account_id) as limits
       from directory.freezes f where account_id = $1 and ended_how = 'unlocked'`,
    [state.accountId],
  );
  must(rows.length <= 1, 'thawed twice');
  if (state.unlocked) must(rows.length === 1, 'recorded as thawed, and the host knows nothing');
  if (rows.length === 0) return;
  must(rows[0]?.freeze_id === state.lock.freezeId, 'another freeze than that of the case ended');
  must(rows[0].limits === state.plan?.restrictions.length, 'the limits were not set once');
  const decisions = history.flatMap(({ event }) => (event.type === 'case.decided' ? [event] : []));
  const decided = decisions.at(-1);
  must(decided?.decision === 'approved', 'thawed without approval');
  const required = state.plan?.approvalsRequired ?? 2;
  must(new Set(decided.reviewers).size >= required, 'approved by too few people');
  for (const { plan, status } of state.steps) {
    must(['passed', 'skipped_by_policy'].includes(status), `thawed with ${plan.kind} ${status}`);
  }
}

/** I2, as far as the table goes: one record an event, in its order. */
async function everyEventIsAudited(
  outside: Outside,
  state: CaseState,
  history: readonly StoredEvent[],
): Promise<void> {
  const { rows } = await outside.pool.query<{ action: string }>(
    `select action from thaw.audit where case_id = $1 and detail ? 'version'
      order by (detail ->> 'version')::int, seq`,
    [state.caseId],
  );
  const told = rows.map((row) => row.action).join();
  must(told === history.map(({ event }) => event.type).join(), `the audit says ${told}`);
}

/** I3: as many confirmations as links that were used, and no link made two. */
async function everyLinkWorksOnce(
  outside: Outside,
  caseId: string,
  history: readonly StoredEvent[],
): Promise<void> {
  const { rows } = await outside.pool.query<{ used: number }>(
    `select count(*)::int as used from thaw.tokens
      where case_id = $1 and purpose = 'confirm' and used_at is not null`,
    [caseId],
  );
  const confirmed = history.filter(
    ({ event }) =>
      event.type === 'step.passed' && event.step === 'email_confirmation' && event.by === 'machine',
  );
  must(
    rows[0]?.used === confirmed.length,
    `${confirmed.length} confirmations, ${rows[0]?.used} links used`,
  );
}

/** I4. */
async function nothingIsReadable(outside: Outside, app: App, caseId: string): Promise<void> {
  const { rows } = await outside.pool.query<{ left: number }>(
    `select (select count(*) from thaw.case_keys where case_id = $1)::int
          + (select count(*) from thaw.sealed where case_id = $1)::int as left`,
    [caseId],
  );
  must(rows[0]?.left === 0, 'something is left of a redacted case');
  const read = await openJson(app, app.db.read, caseId, 'account').catch((error: unknown) => {
    if (error instanceof ThawError) return null;
    throw error;
  });
  must(read === null, 'something of a redacted case can be read');
}

/** I5 and the rest of I6: once nothing is left to do. */
export async function checkNothingForgotten(
  outside: Outside,
  app: App,
  state: CaseState,
): Promise<void> {
  const { caseId } = state;
  const { rows: unsent } = await outside.pool.query(
    'select 1 from thaw.outbox where case_id = $1 and sent_at is null',
    [caseId],
  );
  must(unsent.length === 0, 'a message was not sent');
  const last = lastMessage(state);
  const contacts = await outside.pool.query<{ contact_id: string; address: string }>(
    'select contact_id, address from directory.contacts where account_id = $1',
    [state.accountId],
  );
  for (const { address, contact_id } of contacts.rows) {
    const { rows } = await outside.pool.query<{ id: string }>(
      `select id from thaw.outbox where case_id = $1 and template = $2 and contact_id = $3`,
      [caseId, last, contact_id],
    );
    must(rows.length === 1, `${last}: ${rows.length} messages to one address`);
    const mail = outside.mails.get(rows[0]?.id ?? '');
    must(mail?.message.to === address, `${last} did not come to every address`);
  }
  const types = [...outside.hooks.values()]
    .filter(({ body }) => body.includes(caseId))
    .map(({ body }) => (JSON.parse(body) as { type: string }).type)
    .toSorted();
  const happened = (await app.db.read.cases.history(caseId)).map(({ event }) => event.type);
  const told = ['account.unlocked', 'case.appealed', 'case.decided'];
  const expected = happened.filter((type) => told.includes(type)).toSorted();
  must(types.join() === expected.join(), `webhooks ${types.join()}`);
  const left = await outside.pool.query<{ key: string; last_error: string | null }>(
    'select key, last_error from thaw.jobs',
  );
  const keys = left.rows.map((row) => `${row.key} (${row.last_error})`);
  must(keys.length === 0, `left to do for ever: ${keys.join()}`);
}

function lastMessage(state: CaseState): string {
  if (state.ownerStopped) return 'owner_stopped';
  if (state.unlocked) return 'decided_approved';
  return state.status === 'declined' ? 'decided_declined' : 'case_ended';
}

export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
