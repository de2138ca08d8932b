import { describe, expect, test } from 'vitest';
import { baseView, stepView } from '../test-support/base-view.ts';
import { views } from '../test-support/case-views.ts';
import { stageOf } from './stage.ts';

describe('the screen that a view asks for', () => {
  const expected = {
    dialog: 'dialog',
    'dialog-too-early': 'dialog',
    'dialog-not-here': 'dialog',
    reminder: 'reminder',
    codes: 'codes',
    question: 'questions',
    email: 'email',
    document: 'document',
    selfie: 'selfie',
    face: 'face',
    statement: 'statement',
    delay: 'delay',
    checking: 'checking',
    again: 'selfie',
    submitted: 'submitted',
    review: 'review',
    'result-thawing': 'result',
    'result-declined-final': 'result',
  } as const;
  for (const [name, stage] of Object.entries(expected)) {
    test(`${name} shows the screen ${stage}`, () => {
      expect(stageOf(views[name]!(), true)).toBe(stage);
    });
  }

  test('the plan is shown before the first step, once', () => {
    const view = views['plan']!();
    expect(stageOf(view, false)).toBe('plan');
    expect(stageOf(view, true)).toBe('questions');
  });

  test('whoever has begun a step is not shown the plan again', () => {
    expect(stageOf(views['document']!(), false)).toBe('document');
  });

  test('one thing asked for again goes straight to that step', () => {
    const view = stepView('selfie', { status: 'waiting_resubmission' }, { status: 'ready' });
    expect(stageOf({ ...view, steps: view.steps.slice(3, 4) }, false)).toBe('selfie');
  });

  test('a cancelled case without a result still ends', () => {
    expect(stageOf(baseView({ status: 'cancelled', actions: [] }), false)).toBe('result');
  });

  test('a step that the page does not know waits instead of breaking', () => {
    expect(stageOf(stepView('review', {}, { status: 'ready' }), true)).toBe('waiting');
  });
});
