/** Security standard 1.1, I1 to I6, asked of the real tables, mailboxes and host. */

import type { App } from '../../../src/app/app.ts';
import { sealAudit } from '../../../src/app/seal-audit.ts';
import { openJson } from '../../../src/app/vault.ts';
import { Examination } from '../../../src/core/audit/examine.ts';
import type { CaseState } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import type { Seen } from './look.ts';
import type { Outside } from './outside.ts';

/** Of one case. Throws with what does not hold. */
export async function checkInvariants(app: App, seen: Seen): Promise<void> {
  const { history, state } = seen;
  must(history.length === state.version, 'the version is not the number of events');
  everyEventIsAudited(seen);
  everyLinkWorksOnce(seen);
  everyChannelWasShown(seen);
  noFaceWithoutConsent(seen);
  if (state.redacted) await nothingIsReadable(app, seen);
}

/** Withdrawn consent leaves nothing of the face, and no step that a face passed. */
function noFaceWithoutConsent({ history, state, tables }: Seen): void {
  if (!history.some(({ event }) => event.type === 'consent.withdrawn')) return;
  must(tables.faces === 0, 'something of the face is left without consent');
  const filmed = state.steps.filter(({ plan }) => ['selfie', 'face'].includes(plan.kind));
  const stands = filmed.some(({ status }) => status !== 'skipped_by_policy');
  must(!stands, 'a step of the face stands without consent');
}

/** I2 for one case: one record an event, in its order. */
function everyEventIsAudited({ history, tables }: Seen): void {
  const told = tables.audited.join();
  must(told === history.map(({ event }) => event.type).join(), `the audit says ${told}`);
}

/** I3: as many confirmations as links that were used, and no link made two. */
function everyLinkWorksOnce({ history, tables }: Seen): void {
  const confirmed = history.filter(
    ({ event }) =>
      event.type === 'step.passed' && event.step === 'email_confirmation' && event.by === 'machine',
  );
  must(
    tables.links_used === confirmed.length,
    `${confirmed.length} confirmations, ${tables.links_used} links used`,
  );
}

/** I3 for codes: the machine passes the step only on a right code from each channel asked for. */
function everyChannelWasShown({ history, state, tables }: Seen): void {
  const step = state.steps.find(({ plan }) => plan.kind === 'codes');
  const last = history.findLast(({ event }) => 'step' in event && event.step === 'codes');
  if (last?.event.type !== 'step.passed' || last.event.by !== 'machine') return;
  for (const channel of step?.plan.channels ?? []) {
    must(tables.shown.includes(channel), `passed without a code from ${channel}`);
  }
}

/** I4. */
async function nothingIsReadable(app: App, { state, tables }: Seen): Promise<void> {
  must(tables.readable === 0, 'something is left of a redacted case');
  const reading = openJson(app, app.db.read, state.caseId, 'account');
  const read = await reading.catch((error: unknown) => {
    if (error instanceof ThawError) return null;
    throw error;
  });
  must(read === null, 'something of a redacted case can be read');
}

/** I2 for the whole log: every record has its place, without gaps, under a signed head. Answers how many. */
export async function checkAuditLog(app: App): Promise<number> {
  const sealed = await sealAudit(app, { late: true });
  must(sealed.outcome === 'sealed', `the log was not sealed: ${JSON.stringify(sealed)}`);
  const { audit } = app.db.read;
  const { checkpoints, size } = await audit.heads();
  must((await audit.waiting()).count === 0, 'a record was not counted in');
  const outside = await app.audit.keeper.last();
  must(outside === checkpoints.at(-1), 'the newest head is not kept outside');
  const heads = checkpoints.map((checkpoint) => app.audit.signer.open(checkpoint));
  const signed = heads.filter((head) => head !== null);
  must(signed.length === heads.length, 'a head that nobody signed');
  const examination = new Examination(app.audit.hashing, signed);
  for (const place of await audit.places(0, size)) examination.look(place);
  const { findings } = examination.finish();
  must(findings.length === 0, `the audit log: ${JSON.stringify(findings.slice(0, 5))}`);
  return signed.length;
}

/** I5 and the rest of I6: once nothing is left to do. */
export async function checkNothingForgotten(
  outside: Outside,
  { history, state }: Seen,
): Promise<void> {
  const { caseId } = state;
  const { rows: unsent } = await outside.pool.query(
    'select 1 from thaw.outbox where case_id = $1 and sent_at is null',
    [caseId],
  );
  must(unsent.length === 0, 'a message was not sent');
  const last = lastMessage(state);
  // An appeal may be declined as well: that is told once more.
  const declines = history.filter(
    ({ event }) => event.type === 'case.decided' && event.decision !== 'approved',
  );
  const times = last.endsWith('declined') ? declines.length : 1;
  const contacts = await outside.pool.query<{ contact_id: string; address: string }>(
    'select contact_id, address from directory.contacts where account_id = $1',
    [state.accountId],
  );
  for (const { address, contact_id } of contacts.rows) {
    const { rows } = await outside.pool.query<{ id: string }>(
      `select id from thaw.outbox where case_id = $1 and template = $2 and contact_id = $3`,
      [caseId, last, contact_id],
    );
    must(rows.length === times, `${last}: ${rows.length} messages to one address`);
    const came = rows.every(({ id }) => outside.messages.get(id)?.to === address);
    must(came, `${last} did not come to every address`);
  }
  const types = [...outside.hooks.values()]
    .filter((body) => body.includes(caseId))
    .map((body) => (JSON.parse(body) as { type: string }).type)
    .toSorted();
  const happened = history.map(({ event }) => event.type);
  const told = ['account.unlocked', 'case.appealed', 'case.decided', 'factors.reset'];
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
  if (state.kind !== 'unlock') {
    if (state.recovered) return 'recovery_done';
    return state.status === 'declined' ? 'recovery_declined' : 'recovery_ended';
  }
  if (state.unlocked) return 'decided_approved';
  return state.status === 'declined' ? 'decided_declined' : 'case_ended';
}

export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
