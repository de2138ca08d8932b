import { describe, expect, test } from 'vitest';
import {
  accept,
  alex,
  approve,
  claim,
  lock,
  planned,
  planOf,
  robin,
  submit,
  t0,
} from './case.fixture.ts';
import { decide } from './decide.ts';
import { effectsOf } from './effects.ts';
import { evolveAll } from './evolve.ts';
import type { CaseLock } from './lock.ts';
import type { CaseCommand, CaseState } from './types.ts';

const plan = planOf([planned('id_document')], { approvalsRequired: 2 });
const notFrozen: CaseLock = { ...lock, cause: 'none', freezeId: '' };

function run(state: CaseState | null, command: CaseCommand) {
  const outcome = decide(state, command, t0);
  if (!outcome.ok) throw new Error(`${command.type}: ${outcome.refusal}`);
  const after = evolveAll('case-1', outcome.events, state);
  if (after === null) throw new Error('a case does not vanish');
  return { after, events: outcome.events };
}

/** Approved by two people, about an account that is frozen or not. */
function approved(about: CaseLock, kind: 'lost_channel' | 'unlock' = 'lost_channel'): CaseState {
  const { freezeId } = about;
  const commands: readonly CaseCommand[] = [
    {
      type: 'open',
      accountId: 'a',
      kind,
      lock: about,
      lost: kind === 'unlock' ? [] : ['sms'],
      expiresAt: '2026-12-06T10:00:00.000Z',
    },
    { type: 'request_unlock', currentFreezeId: freezeId },
    { ...accept(plan), currentFreezeId: freezeId },
    submit('id_document'),
    ...[robin, alex].flatMap((reviewer): CaseCommand[] => [
      claim(reviewer),
      approve(reviewer, { currentFreezeId: freezeId }),
    ]),
  ];
  let state: CaseState | null = null;
  for (const command of commands) state = run(state, command).after;
  if (state === null) throw new Error('nothing ran');
  return state;
}

const recovered = { type: 'record_recovered', restrictions: [] } as const;
const unlocked = { type: 'record_unlocked', restrictions: [] } as const;
const refusal = (state: CaseState, command: CaseCommand) => {
  const outcome = decide(state, command, t0);
  return outcome.ok ? null : outcome.refusal;
};

describe('a case about what was lost', () => {
  test('keeps what the host answered that it will ask for, and nothing where it did not say', () => {
    const demands = ['second_factor'] as const;
    expect(run(approved(lock), { ...recovered, demands }).after.demands).toEqual(demands);
    expect(run(approved(notFrozen), { ...recovered, demands: [] }).after.demands).toEqual([]);
    expect(run(approved(lock), recovered).after.demands).toBeNull();
  });

  test('resets it, and thaws the account only where it was frozen', () => {
    expect(run(approved(notFrozen), recovered).events).toEqual([
      { type: 'factors.reset', factors: ['sms'] },
    ]);
    expect(run(approved(lock), recovered).events.map(({ type }) => type)).toEqual([
      'factors.reset',
      'account.unlocked',
    ]);
  });

  test('is done once, and never by the way of an unlock', () => {
    const { after } = run(approved(notFrozen), recovered);
    expect(refusal(after, recovered)).toBe('already_done');
    expect(refusal(after, { type: 'record_host_refused', reason: 'host_refused' })).toBe(
      'already_done',
    );
    expect(refusal(approved(lock), unlocked)).toBe('not_now');
    expect(refusal(approved(lock, 'unlock'), recovered)).toBe('not_now');
  });

  test('of an account that is frozen meanwhile is not approved', () => {
    const { after } = run(null, {
      type: 'open',
      accountId: 'a',
      kind: 'reset_factor',
      lock: notFrozen,
      lost: ['totp'],
      expiresAt: '2026-12-06T10:00:00.000Z',
    });
    expect(refusal(after, { type: 'request_unlock', currentFreezeId: 'freeze-2' })).toBe(
      'newer_freeze',
    );
  });

  test('speaks of the loss, and of a thaw in the same message', () => {
    const { after, events } = run(approved(lock), recovered);
    const told = events.flatMap((event) => effectsOf(after, event, t0));
    expect(told.filter(({ type }) => type === 'tell_owner')).toEqual([
      { type: 'tell_owner', message: 'recovery_done' },
    ]);
    expect(told.filter(({ type }) => type === 'webhook')).toHaveLength(2);
  });

  test('asks the host for the reset, not for an unlock', () => {
    const state = approved(notFrozen);
    const decided = {
      type: 'case.decided',
      decision: 'approved',
      decidedBy: 'two_reviewers',
      reviewers: [robin, alex],
      reasons: [],
      appealUntil: null,
    } as const;
    const types = effectsOf(state, decided, t0).map(({ type }) => type);
    expect(types).toContain('host_recover');
    expect(types).not.toContain('host_unlock');
  });

  test('is gone on with from the step that what was lost is needed for, and from no other', () => {
    const all = planOf([planned('email_confirmation'), planned('codes'), planned('id_document')]);
    let { after } = run(null, {
      type: 'open',
      accountId: 'a',
      kind: 'unlock',
      lock,
      expiresAt: '2026-12-06T10:00:00.000Z',
    });
    const leave = { type: 'leave_for_recovery' } as const;
    const reason = 'channel_lost';
    after = run(after, { type: 'request_unlock', currentFreezeId: lock.freezeId }).after;
    expect(refusal(after, leave)).toBe('not_now');
    after = run(after, { ...accept(all), currentFreezeId: lock.freezeId }).after;
    expect(run(after, leave).events).toEqual([{ type: 'case.cancelled', reason }]);
    after = run(after, submit('email_confirmation')).after;
    expect(run(after, leave).events).toEqual([{ type: 'case.cancelled', reason }]);
    after = run(after, submit('codes')).after;
    expect(refusal(after, leave)).toBe('not_now');
  });
});
