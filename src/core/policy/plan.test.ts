import { describe, expect, test } from 'vitest';
import type { Plan, PlannedStep, StepKind } from '../case/types.ts';
import { withoutBiometrics } from './plan.ts';
import { isPolicyTextId } from './text-ids.ts';

function step(kind: StepKind, alternative: StepKind | null): PlannedStep {
  return {
    kind,
    reasonId: 'reason.document.identity',
    minutes: 1,
    attemptsMax: 3,
    alternative,
    delaySeconds: null,
    uploadAllowed: false,
  };
}

function plan(...steps: PlannedStep[]): Plan {
  return {
    policyId: 'p',
    policyVersion: '1',
    policyHash: 'h',
    rule: 'r',
    steps,
    approvalsRequired: 1,
    restrictions: [],
    retentionDays: 30,
    because: [],
  };
}

describe('a person who does not consent to biometrics', () => {
  test('gets one statement instead of selfie and face, and keeps the other steps', () => {
    const lane = withoutBiometrics(
      plan(
        step('questions', null),
        step('id_document', 'statement'),
        step('selfie', 'statement'),
        step('face', 'statement'),
      ),
    );
    expect(lane.steps.map((one) => one.kind)).toEqual(['questions', 'id_document', 'statement']);
    expect(lane.steps.every((one) => isPolicyTextId(one.reasonId))).toBe(true);
  });

  test('is never sent on without the check that replaces the face', () => {
    expect(() => withoutBiometrics(plan(step('selfie', null)))).toThrow(RangeError);
    expect(() => withoutBiometrics(plan(step('selfie', 'face')))).toThrow(RangeError);
  });
});
