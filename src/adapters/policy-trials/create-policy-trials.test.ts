import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ordinaryFacts } from '../../core/policy/cases.ts';
import type { PolicyTrialWork } from '../../core/policy/trial.ts';
import type { PolicyTrials } from '../../core/ports.ts';
import type { PolicyTrialView } from '../../core/wire-policy.ts';
import { createPolicyTrials, type PolicyTrialOptions } from './create-policy-trials.ts';

const policies = new URL('../../../policies/', import.meta.url);
const inForce = readFileSync(new URL('default.yaml', policies), 'utf8');
const testsBeside = readFileSync(new URL('default.test.yaml', policies), 'utf8');

let trials: PolicyTrials | null = null;
afterEach(async () => {
  await trials?.close();
});

function open(options: Partial<PolicyTrialOptions> = {}): PolicyTrials {
  trials = createPolicyTrials({ deadlineMs: 20_000, memoryMbMax: 600, ...options });
  return trials;
}

const workOf = (given: Partial<PolicyTrialWork>): PolicyTrialWork => ({
  candidate: inForce,
  tests: null,
  inForce,
  past: [],
  ...given,
});

async function tried(given: Partial<PolicyTrialWork>): Promise<PolicyTrialView> {
  const end = await open().run(async () => workOf(given));
  if (end.kind !== 'done') throw new Error(JSON.stringify(end));
  return end.view;
}

/** The policy in force with one condition more in a rule. */
function withCondition(condition: string): string {
  const from = 'case_kind == "unlock" && owner_stopped_days < 30';
  if (!inForce.includes(from)) throw new Error('the file has no such condition');
  return inForce.replace(from, () => `${from} && (${condition})`);
}

/** `v8` is `first` added to itself 8^8 times. */
function grown(first: string, last: string): string {
  const steps = [1, 2, 3, 4, 5, 6, 7, 8].reverse();
  const inner = steps.reduce((out, step) => {
    const sum = Array(8)
      .fill(`v${step - 1}`)
      .join(' + ');
    return `cel.bind(v${step}, ${sum}, ${out})`;
  }, last);
  return `cel.bind(v0, ${first}, ${inner})`;
}

/** Tries every way to part forty letters: longer than anybody waits. */
const neverEnds = withCondition(
  `"${'a'.repeat(40)}!".matches("^(a+)+$") || owner_stopped_days < 20`,
);

/** The refusal of a text that is read, as `code: message`. */
async function refusalOf(candidate: string): Promise<string> {
  const view = await tried({ candidate });
  if (view.outcome !== 'refused') throw new Error(view.outcome);
  const [first] = view.problems.shown;
  return `${first?.code}: ${first?.message}`;
}

test('the policy in force differs in nothing from itself, and passes its tests', async () => {
  const view = await tried({ tests: testsBeside });
  expect(view).toMatchObject({
    outcome: 'tried',
    tests: { outcome: 'run', failed: 0, shown: [] },
    diff: { differences: [], leftOut: 0 },
    replay: { total: 0, skipped: 0, otherwise: [] },
  });
});

test('says which tests fail, what changes, and for how many past cases', async () => {
  const past = [1, 2, 3, 4, 5].map((number) => ({
    caseId: `case-${number}`,
    status: 'waiting_user',
    facts:
      number === 5
        ? null
        : {
            ...ordinaryFacts,
            lock: { ...ordinaryFacts.lock, cause: 'brute_force' as const },
            value_eur: number * 300,
          },
  }));
  const candidate = inForce.replaceAll('value_eur < 1000', 'value_eur < 500');
  const tests = `cases:
  - { name: as it is, facts: { value_eur: 600 }, expect: { rule: frozen_by_owner } }
  - { name: as it is not, facts: { value_eur: 600 }, expect: { rule: default, approvals: 2 } }`;
  const view = await tried({ candidate, tests, past });
  if (view.outcome !== 'tried') throw new Error(view.outcome);
  expect(view.tests).toEqual({
    outcome: 'run',
    passed: 1,
    failed: 1,
    shown: [
      {
        name: 'as it is not',
        differences: [
          'rule: expected "default", got "frozen_by_owner"',
          'approvals: expected 2, got 1',
        ],
      },
    ],
  });
  expect(view.diff.differences.length).toBeGreaterThan(0);
  expect(view.replay).toMatchObject({
    total: 4,
    skipped: 1,
    otherwise: [{ cases: 2, ruleBefore: 'wrong_passwords_small_value' }],
  });
  // A rule can ask anything of an account: which case met it is not told.
  expect(JSON.stringify(view)).not.toContain('case-');
});

test('tests that cannot be read are said with their line', async () => {
  const tests =
    'cases:\n  - name: one\n    facts: { value_eur: "120" }\n    expect: { rule: default }\n';
  const view = await tried({ tests });
  expect(view).toMatchObject({ tests: { outcome: 'unreadable', line: 3 } });
});

describe('a text that means harm is refused in words', () => {
  const laughs = Array.from({ length: 30 }, (_, at) => {
    const inner =
      at === 0
        ? 'x'
        : Array(9)
            .fill(`*a${at - 1}`)
            .join(', ');
    return `a${at}: &a${at} [${inner}]`;
  }).join('\n');
  test('aliases that grow', async () => {
    expect(await refusalOf(laughs)).toBe('malformed: aliases are not allowed: write out "*a0"');
  });
  test('aliases that grow, in its tests', async () => {
    const view = await tried({ tests: laughs });
    expect(view).toMatchObject({ tests: { outcome: 'unreadable' } });
  });
  test.each(['[', '{a: ', '- '])('nesting without end: %s', async (open) => {
    const said = await refusalOf(open.repeat(50_000));
    expect(said).toBe('malformed: nested too deeply');
  });
  test('more rules than anybody reads', async () => {
    const rule = `  - { name: RULE, when: "value_eur < 1", because: [because.full_check], steps: [], approvals: 2 }\n`;
    const many = Array.from({ length: 1900 }, (_, at) => rule.replace('RULE', `rule_${at}`));
    const candidate = inForce.replace('rules:\n', () => `rules:\n${many.join('')}`);
    expect(candidate.length).toBeLessThan(200 * 1024);
    expect(await refusalOf(candidate)).toBe('bad_value: at most 100 entries are allowed');
  });
  test('a condition of great length', async () => {
    const long = withCondition(`value_eur > 1 ${'&& value_eur > 1 '.repeat(10_000)}`);
    expect(await refusalOf(long)).toBe('bad_value: at most 2000 characters are allowed');
  });
  test('a hundred problems are shown, and how many more there are', async () => {
    const keys = Array.from({ length: 5000 }, (_, at) => `key_${at}: 1`).join('\n');
    const view = await tried({ candidate: `${inForce}\n${keys}` });
    if (view.outcome !== 'refused') throw new Error(view.outcome);
    expect(view.problems.shown.length).toBe(100);
    expect(view.problems.leftOut).toBeGreaterThan(50);
  });
});

describe('what takes all time or memory is ended, and the service goes on', () => {
  const ending = async (candidate: string, options: Partial<PolicyTrialOptions> = {}) =>
    open(options).run(async () => workOf({ candidate }));
  test('a condition that never ends', async () => {
    const end = await ending(neverEnds, { deadlineMs: 2000 });
    expect(end).toEqual({ kind: 'ended', why: 'deadline' });
  });
  // In a thread this ends the whole process: V8 is fatal where one allocation fails.
  test('a list that grows to hundreds of millions', async () => {
    const ones = `[${Array(40).fill(1).join()}]`;
    const end = await ending(withCondition(grown(ones, 'size(v8) > 3')));
    expect(end.kind).toBe('ended');
  });
  test('bytes outside the heap', async () => {
    const bytes = `bytes("${'a'.repeat(60)}")`;
    const end = await ending(withCondition(grown(bytes, 'size(v8) > 3')));
    expect(end).toEqual({ kind: 'ended', why: 'memory' });
  });
  test('and the next one is tried', async () => {
    const opened = open({ deadlineMs: 3000 });
    await opened.run(async () => workOf({ candidate: neverEnds }));
    const end = await opened.run(async () => workOf({ candidate: 'policy: none' }));
    expect(end).toMatchObject({ kind: 'done', view: { outcome: 'refused' } });
  });
});

describe('one at a time', () => {
  test('a second one is told so, and nothing is prepared for it', async () => {
    const opened = open({ deadlineMs: 2000 });
    const first = opened.run(async () => workOf({ candidate: neverEnds }));
    let prepared = false;
    const second = await opened.run(async () => {
      prepared = true;
      return workOf({});
    });
    expect(second).toEqual({ kind: 'busy' });
    expect(prepared).toBe(false);
    await first;
  });
  test('where nothing could be prepared the turn is given back', async () => {
    const opened = open();
    const refused = opened.run(() => Promise.reject(new Error('no budget')));
    await expect(refused).rejects.toThrow('no budget');
    const end = await opened.run(async () => workOf({ candidate: 'policy: none' }));
    expect(end.kind).toBe('done');
  });
  test('the service stops at once, whatever is tried', async () => {
    const opened = open();
    const running = opened.run(async () => workOf({ candidate: neverEnds }));
    await wait(1000);
    await opened.close();
    expect(await running).toEqual({ kind: 'ended', why: 'crashed' });
  });
});

test('the event loop stays free while a policy is tried', async () => {
  let latest = performance.now();
  let longestMs = 0;
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - latest);
    latest = performance.now();
  }, 10);
  await open({ deadlineMs: 3000 }).run(async () => workOf({ candidate: neverEnds }));
  clearInterval(beat);
  // Reading it here would take all three seconds.
  expect(longestMs).toBeLessThan(1000);
});
