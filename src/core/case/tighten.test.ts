import { describe, expect, test } from 'vitest';
import {
  alex,
  approve,
  claim,
  inReview,
  passed,
  planned,
  planOf,
  robin,
  started,
  submit,
  t0,
} from './case.fixture.ts';
import { effectsOf } from './effects.ts';
import { evolve } from './evolve.ts';
import type { Plan, PlannedStep } from './types.ts';

const mild = planOf([planned('email_confirmation'), planned('id_document')]);
const delayed = (hours: number): PlannedStep => planned('delay', { delaySeconds: hours * 3600 });
const tighten = (today: Plan) => ({ type: 'tighten_plan', ...today }) as const;
const at = (hour: number) => `2026-11-22T${hour}:00:00.000Z`;

describe('a plan that is stricter than the one of a running case', () => {
  test('brings the steps that are missing, and the approvals begin anew', () => {
    const once = inReview({ ...mild, approvalsRequired: 2 })
      .after(claim(robin))
      .after(approve(robin));
    const more = once.after(tighten(planOf([planned('id_document'), planned('face')])));
    expect(more.state.status).toBe('waiting_user');
    expect([more.step('id_document'), more.step('face')]).toEqual(['passed', 'ready']);
    expect([more.state.approvals, more.state.claim]).toEqual([[], null]);
  });

  test('asks for its approvals, and whoever has the case keeps it', () => {
    const made = inReview(mild).after(claim(robin));
    const more = made.after(tighten({ ...mild, approvalsRequired: 2 }));
    expect(more.state.claim).toEqual(made.state.claim);
    expect(more.after(approve(robin)).state.status).toBe('in_review');
    const decided = more.after(approve(robin)).after(claim(alex)).after(approve(alex));
    expect(decided.state.decidedBy).toBe('two_reviewers');
  });

  test('limits each thing for the longer time, what only the older plan limits as well', () => {
    const had = planOf(mild.steps, {
      restrictions: [
        { kind: 'withdrawals', hours: 48 },
        { kind: 'contact_change', hours: 96 },
      ],
    });
    const today = planOf(mild.steps, {
      restrictions: [
        { kind: 'withdrawals', hours: 72 },
        { kind: 'contact_change', hours: 24 },
        { kind: 'trading', hours: 12 },
      ],
    });
    expect(inReview(had).after(tighten(today)).state.plan?.restrictions).toEqual([
      { kind: 'withdrawals', hours: 72 },
      { kind: 'contact_change', hours: 96 },
      { kind: 'trading', hours: 12 },
    ]);
  });

  test('makes the delay longer, counted from when it began, beside what else is asked for', () => {
    const had = planOf([planned('id_document'), delayed(2)]);
    const waited = started(had)
      .after(submit('id_document', passed))
      .after({ type: 'end_delay' }, at(12));
    const today = planOf([planned('id_document'), planned('face'), delayed(6)]);
    const more = waited.after(tighten(today), at(13));
    expect([more.step('face'), more.step('delay')]).toEqual(['ready', 'locked']);
    const then = more.after(submit('face', passed), at(14));
    expect(then.state.status).toBe('waiting_delay');
    expect(then.refusal({ type: 'end_delay' }, at(15))).toBe('too_early');
    expect(then.after({ type: 'end_delay' }, at(16)).state.status).toBe('in_review');
  });

  test('asks for no longer delay that would be over by now', () => {
    const had = planOf([planned('id_document'), delayed(2)]);
    const waited = started(had)
      .after(submit('id_document', passed))
      .after({ type: 'end_delay' }, at(12));
    const today = planOf([planned('id_document'), delayed(6)]);
    expect(waited.refusal(tighten(today), at(16))).toBe('already_done');
    expect(waited.after(tighten(today), at(15)).state.status).toBe('waiting_delay');
  });

  test('is taken over once, and a milder one never', () => {
    const had = planOf([planned('id_document'), delayed(6)], {
      approvalsRequired: 2,
      restrictions: [{ kind: 'withdrawals', hours: 72 }],
    });
    const made = started(had)
      .after(submit('id_document', passed))
      .after({ type: 'end_delay' }, at(16));
    const milder = planOf([planned('id_document'), delayed(2)], {
      restrictions: [{ kind: 'withdrawals', hours: 48 }],
    });
    expect(made.refusal(tighten(milder), at(16))).toBe('already_done');
    const stricter = { ...had, restrictions: [{ kind: 'withdrawals', hours: 96 }] };
    const twice = made.after(tighten(stricter), at(16));
    expect(twice.refusal(tighten(stricter), at(16))).toBe('already_done');
  });
});

describe('the event', () => {
  test('of a time when only steps were taken over is read as that', () => {
    const { state } = inReview(mild).after(claim(robin));
    const steps = [planned('face')];
    const after = evolve('case-1', state, {
      type: 'plan.tightened',
      steps,
      rule: 'risk',
      policyVersion: '2',
    });
    expect(after.plan).toEqual(mild);
    expect([after.status, after.claim]).toEqual(['waiting_user', null]);
  });

  test('tells the owner that more is needed only where it is', () => {
    const made = inReview(mild).after(claim(robin));
    const told = (today: Plan) => {
      const { events, state } = made.after(tighten(today));
      const event = events.find(({ type }) => type === 'plan.tightened');
      return event === undefined ? null : effectsOf(state, event, t0).map(({ type }) => type);
    };
    expect(told({ ...mild, approvalsRequired: 2 })).toEqual([]);
    expect(told(planOf([...mild.steps, planned('face')]))).toEqual(['leave_queue', 'tell_owner']);
  });
});
