/** Of all cases of an account together: what the host did, it did for one of them, once, and proven. */

import type { App } from '../../../src/app/app.ts';
import { checkInvariants, must } from './invariants.ts';
import type { Seen } from './look.ts';
import type { Outside } from './outside.ts';

/** Throws with what does not hold. */
export async function checkAccount(app: App, all: readonly Seen[]): Promise<void> {
  for (const seen of all) await checkInvariants(app, seen);
  const [{ tables } = nothing()] = all;
  // I6: the host was asked under no other key, and each key is one effect.
  const keys = new Set(all.map(({ state }) => keyOf(state)));
  for (const { key } of tables.effects) must(keys.has(key), `the host was asked under ${key}`);
  must(tables.overtaken === 0, 'a freeze was lifted that a newer one had replaced');
  const done = all.filter(wasDone);
  const lifted = done.flatMap(({ state }) =>
    state.lock.freezeId === '' ? [] : state.lock.freezeId,
  );
  must(new Set(lifted).size === lifted.length, 'two cases lifted one freeze');
  const same = lifted.toSorted().join() === tables.thawed.toSorted().join();
  must(same, 'the freezes that were lifted are not those of the cases that were approved');
  const limits = done.reduce((sum, { state }) => sum + (state.plan?.restrictions.length ?? 0), 0);
  must(tables.limits === limits, 'the limits were not set once for each case');
  for (const seen of all) mustBeRecorded(seen);
  for (const seen of done) mustBeProven(seen);
  const [used, frozen] = tables.disabled;
  const { requested } = tables;
  must(frozen <= used && used <= requested, `disabled ${used} times, audited ${requested}`);
}

const keyOf = ({ kind, caseId }: Seen['state']) =>
  `${kind === 'unlock' ? 'unlock' : 'recover'}:${caseId}`;

function wasDone({ state, tables }: Seen): boolean {
  const effect = tables.effects.find(({ key }) => key === keyOf(state));
  return effect?.outcome === 'unlocked' || effect?.outcome === 'recovered';
}

function mustBeRecorded(seen: Seen): void {
  const { recovered, unlocked } = seen.state;
  if (unlocked || recovered) must(wasDone(seen), 'recorded as done, and the host knows nothing');
}

/** I1, at the host, where it counts. */
function mustBeProven({ history, state }: Seen): void {
  const decisions = history.flatMap(({ event }) => (event.type === 'case.decided' ? [event] : []));
  const decided = decisions.at(-1);
  must(decided?.decision === 'approved', 'thawed or reset without approval');
  const required = state.plan?.approvalsRequired ?? 2;
  must(new Set(decided.reviewers).size >= required, 'approved by too few people');
  for (const { plan, status } of state.steps) {
    must(['passed', 'skipped_by_policy'].includes(status), `thawed with ${plan.kind} ${status}`);
  }
  for (const { kind } of state.plan?.steps ?? []) {
    must(
      state.steps.some((one) => one.plan.kind === kind),
      `${kind} was planned and is gone`,
    );
  }
}

/**
 * Once nothing is left to do: each freeze that the service heard of was told to every address and
 * written down, once, and nothing waits. Which ones it heard of, the model says.
 */
export async function checkAccountTold(outside: Outside, accountId: string): Promise<void> {
  const count = async (text: string) => {
    const { rows } = await outside.pool.query<{ n: number }>(text, [accountId]);
    return rows[0]?.n ?? 0;
  };
  const unsent = await count(
    'select count(*)::int as n from thaw.outbox where account_id = $1 and sent_at is null',
  );
  must(unsent === 0, `${unsent} messages were not sent`);
  const noted = await count(
    `select count(*)::int as n from directory.freezes
      where account_id = $1 and exists (select from thaw.noted where key = 'frozen:' || freeze_id)`,
  );
  const told = await count(
    `select count(*)::int as n from thaw.outbox where account_id = $1 and template = 'frozen'`,
  );
  const addresses = await count(
    'select count(*)::int as n from directory.contacts where account_id = $1',
  );
  must(told === noted * addresses, `${noted} freezes told in ${told} messages`);
  const audited = await count(
    `select count(*)::int as n from thaw.audit where account_id = $1 and action = 'account.frozen'`,
  );
  must(audited === noted, `${noted} freezes, ${audited} records`);
}

function nothing(): never {
  throw new Error('no case was looked at');
}
