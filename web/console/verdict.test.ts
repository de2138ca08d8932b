import { describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { mayTellPerson, reasonClasses } from '../../src/core/reasons.ts';
import type { ReviewStep } from '../../src/core/wire-staff.ts';
import { reasonChoices, reasonList } from './reason-list.ts';
import { failureKindOf } from './staff-api.ts';
import { askableSteps, confirmWord, missingOf, noteCharactersMax, verdictCall } from './verdict.ts';

const step = (kind: ReviewStep['kind'], status: ReviewStep['status']): ReviewStep => ({
  kind,
  status,
  attempts: 1,
  reasons: [],
});
const steps = [
  step('reminder', 'passed'),
  step('id_document', 'needs_review'),
  step('selfie', 'passed'),
  step('face', 'needs_review'),
  step('statement', 'skipped_by_policy'),
];

describe('approving', () => {
  it('needs every doubtful step accepted by name', () => {
    const form = { kind: 'approve', accepted: ['face'], note: 'seen' } as const;
    expect(missingOf(form, steps)).toContain('id_document');
  });

  it('needs a note when any step was doubtful, and none otherwise', () => {
    const form = { kind: 'approve', accepted: ['face', 'id_document'], note: '  ' } as const;
    expect(missingOf(form, steps)).toContain('note');
    expect(missingOf({ ...form, note: 'Same person.' }, steps)).toBeNull();
    expect(missingOf({ kind: 'approve', accepted: [], note: '' }, [steps[2]!])).toBeNull();
  });
});

describe('declining and asking again', () => {
  it('a decline needs retry or final, and a reason', () => {
    const form = { kind: 'decline', final: null, reasons: [], note: '' } as const;
    expect(missingOf(form, steps)).toContain('retry or final');
    expect(missingOf({ ...form, final: true }, steps)).toContain('reason');
    expect(missingOf({ ...form, final: false, reasons: ['image_blurry'] }, steps)).toBeNull();
  });

  it('asking again needs one step and a reason', () => {
    const form = { kind: 'ask_again', step: null, reasons: [], note: '' } as const;
    expect(missingOf(form, steps)).toContain('step');
    expect(missingOf({ ...form, step: 'selfie' }, steps)).toContain('reason');
    expect(missingOf({ ...form, step: 'selfie', reasons: ['image_dark'] }, steps)).toBeNull();
  });

  it('only what the person did can be asked for again', () => {
    expect(askableSteps(steps).map((s) => s.kind)).toEqual(['id_document', 'selfie', 'face']);
  });

  it('final and retry are confirmed with different words', () => {
    const form = { kind: 'decline', final: true, reasons: [], note: '' } as const;
    expect(confirmWord(form)).not.toBe(confirmWord({ ...form, final: false }));
  });

  it('sends retry unless final was chosen', () => {
    const form = { kind: 'decline', final: null, reasons: ['age'], note: ' n ' } as const;
    expect(verdictCall(form)).toEqual({
      path: 'decline',
      body: { final: false, reasons: ['age'], note: 'n' },
    });
  });
});

describe('bounds and vocabulary copied for the page', () => {
  it('equal those of the service', () => {
    expect(noteCharactersMax).toBe(limits.noteCharactersMax);
    const classes = Object.entries(reasonList).map(([code, entry]) => [code, entry.class]);
    expect(Object.fromEntries(classes)).toEqual(reasonClasses);
  });

  it('say truly which reasons the person is told', () => {
    for (const choice of reasonChoices()) expect(choice.told).toBe(mayTellPerson(choice.code));
  });
});

describe('a refusal', () => {
  it('leads to the queue when the claim is gone, to the login when the session is', () => {
    expect(failureKindOf(409, 'lease_lost')).toBe('claim_gone');
    expect(failureKindOf(404, 'not_found')).toBe('claim_gone');
    expect(failureKindOf(401, 'session_ended')).toBe('signed_out');
  });

  it('keeps the case open when only this action was refused', () => {
    expect(failureKindOf(409, 'conflict')).toBe('refused');
    expect(failureKindOf(403, 'csrf')).toBe('refused');
    expect(failureKindOf(429, 'quota')).toBe('wait');
    expect(failureKindOf(503, 'unavailable')).toBe('unreachable');
  });
});
