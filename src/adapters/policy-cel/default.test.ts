/** The default is the strictest plan of the file, in every part of it. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPolicy } from './load.ts';

const defaultText = readFileSync(
  new URL('../../../policies/default.yaml', import.meta.url),
  'utf8',
);

test.each([
  ['no wait', / *- \{ step: delay.*\n(?= {2}approvals)/, '', 'asks for delay'],
  [
    'a shorter wait',
    'hours: 24 }\n  approvals',
    'hours: 23 }\n  approvals',
    'delay hours 24 -> 23',
  ],
  ['more attempts', 'attempts: 2 }\n', 'attempts: 3 }\n', 'questions attempts 2 -> 3'],
  [
    'an upload',
    'attempts: 4, alternative: statement }',
    'attempts: 4, alternative: statement, upload: true }',
    'selfie may be uploaded',
  ],
  [
    'fewer channels',
    'channels: [sms, totp, passkey]',
    'channels: [sms, totp]',
    'codes from passkey and sms and totp -> sms and totp',
  ],
  [
    'other channels',
    'channels: [sms, totp, passkey]',
    'channels: [sms, totp, email]',
    'codes from passkey and sms and totp ->',
  ],
  [
    'a way around',
    'attempts: 5 }',
    'attempts: 5, alternative: statement }',
    'email_confirmation or none -> statement',
  ],
])('a default with %s is refused where a rule has none such', (_name, from, to, why) => {
  const start = defaultText.indexOf('\ndefault:');
  const [rules, last] = [defaultText.slice(0, start), defaultText.slice(start)];
  expect(last.replace(from, to)).not.toBe(last);
  const result = loadPolicy(rules + last.replace(from, to));
  const found = result.ok ? [] : result.problems.filter((one) => one.severity === 'error');
  expect(found.map((one) => one.code)).toContain('default_too_weak');
  expect(new Set(found.map((one) => one.code)).size).toBe(1);
  expect(found[0]?.message).toContain(why);
  expect(found[0]?.line).toBeGreaterThan(rules.split('\n').length);
});

test('a default that asks for more than every rule is accepted', () => {
  const start = defaultText.indexOf('\ndefault:');
  const stricter = defaultText
    .slice(start)
    .replace('hours: 24 }\n  approvals', 'hours: 48 }\n  approvals')
    .replaceAll('attempts: 8', 'attempts: 7')
    .replace(', upload: true', '')
    .replace(', channels: [sms, totp, passkey]', '');
  expect(loadPolicy(defaultText.slice(0, start) + stricter).ok).toBe(true);
});
