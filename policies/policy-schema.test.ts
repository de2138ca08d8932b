import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml, stringify as writeYaml } from 'yaml';
import { loadPolicy } from '../src/adapters/policy-cel/load.ts';
import { limits } from '../src/core/limits.ts';
import { parsePolicy } from '../src/core/policy/parse.ts';
import { policySchema } from '../src/core/policy/schema.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const published = JSON.parse(read('policy.schema.json'));
const policy = parseYaml(read('default.yaml'));
const schema = Compile(published);

/** The policy with `value` at `path`; undefined takes the key away. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(policy);
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key];
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

test("the published schema is made from the parser's own table (npm run generate)", () => {
  expect(JSON.parse(JSON.stringify(policySchema()))).toEqual(published);
});

describe('schema and parser', () => {
  test('both accept the policy of the development world', () => {
    expect(schema.Check(policy)).toBe(true);
    expect(parsePolicy(policy).ok).toBe(true);
  });

  const step = ['rules', 0, 'steps', 0];
  const delay = ['rules', 0, 'steps', 5];
  const codes = ['rules', 0, 'steps', 1];
  test.each([
    ['an unknown key', ['notify'], 1],
    ['no version', ['version'], undefined],
    ['a version that is a number', ['version'], 1],
    ['retention above its bound', ['retention_days'], 401],
    ['retention that is no whole number', ['retention_days'], 1.5],
    ['a flag that is a word', ['notify_owner'], 'yes'],
    ['no default', ['default'], undefined],
    ['rules that are no list', ['rules'], {}],
    ['a rule without a condition', ['rules', 0, 'when'], undefined],
    ['a blank condition', ['rules', 0, 'when'], ' '],
    ['a condition that is too long', ['rules', 0, 'when'], `true${' '.repeat(2000)}`],
    ['a name with a blank', ['rules', 0, 'name'], 'a b'],
    ['an unknown key in a rule', ['rules', 0, 'unless'], 'x'],
    ['an unknown verification', [...step, 'step'], 'fingerprint'],
    ['no minutes', [...step, 'minutes'], undefined],
    ['no attempts', [...step, 'attempts'], 0],
    ['hours of a step that is no delay', [...step, 'hours'], 1],
    ['a delay without hours', [...delay, 'hours'], undefined],
    ['a delay of more than two weeks', [...delay, 'hours'], 337],
    ['a delay of more than ten days', [...delay, 'hours'], 241],
    ['a delay whose minutes are null', [...delay, 'minutes'], null],
    ['restrictions that are null', ['rules', 0, 'restrictions'], null],
    ['days of trust that are null', ['channel_trust_days'], null],
    ['an alternative that is null', [...step, 'alternative'], null],
    ['channels of a step that is not codes', [...step, 'channels'], ['sms']],
    ['a channel that is not there', [...codes, 'channels'], ['fax']],
    ['a channel named twice', [...codes, 'channels'], ['sms', 'sms']],
    ['no channel', [...codes, 'channels'], []],
    ['no day of trust', ['channel_trust_days'], 0],
    ['more than two approvals', ['rules', 0, 'approvals'], 3],
    ['a restriction without hours', ['rules', 0, 'restrictions', 0, 'hours'], undefined],
    ['eleven steps', ['rules', 0, 'steps'], new Array(11).fill(policy.rules[0].steps[0])],
  ])('both refuse %s', (_name, path, value) => {
    const changed = withValue(path, value);
    expect(schema.Check(changed)).toBe(false);
    expect(parsePolicy(changed).ok).toBe(false);
  });

  test('a delay can end while its case lives, with days left for the steps and the review', () => {
    expect(schema.Check(withValue([...delay, 'hours'], 240))).toBe(true);
    expect(limits.caseLifetimeHours - limits.delayHoursMax).toBeGreaterThanOrEqual(4 * 24);
  });

  test.each([
    ['no approval', ['rules', 0, 'approvals'], 0],
    ['an owner who is not told', ['notify_owner'], false],
    ['a step whose way around is another camera step', [...step, 'alternative'], 'face'],
    ['a step whose way around is questions', [...step, 'alternative'], 'questions'],
  ])('the schema refuses what the checker refuses: %s', (_name, path, value) => {
    const changed = withValue(path, value);
    expect(schema.Check(changed)).toBe(false);
    expect(loadPolicy(writeYaml(changed)).ok).toBe(false);
    expect(loadPolicy(writeYaml(policy)).ok).toBe(true);
  });

  test('both accept a rule without restrictions, a delay without minutes, codes from all that is bound', () => {
    for (const changed of [
      withValue(['rules', 0, 'restrictions'], undefined),
      withValue([...delay, 'minutes'], undefined),
      withValue([...codes, 'channels'], undefined),
      withValue(['channel_trust_days'], 30),
    ]) {
      expect(schema.Check(changed)).toBe(true);
      expect(parsePolicy(changed).ok).toBe(true);
    }
  });
});
