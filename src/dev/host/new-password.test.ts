import { expect, test } from 'vitest';
import { faultOfPassword } from './new-password.ts';

const known = ['noor@people.example', 'Noor', 'Northwind Exchange'];

test.each([
  ['fourteen characters', 'mv8#kq2!zz0@pl', 'too_short'],
  ['fourteen characters in another Unicode form', 'mv8#kq2!zz0@pé'.normalize('NFD'), 'too_short'],
  ['sixty-five characters', 'a quiet garden '.repeat(5).slice(0, 65), 'too_long'],
  ['a word twice', 'passwordpassword', 'too_easy'],
  ['a common password with a tail', 'Password12345678!', 'too_easy'],
  ['one letter', 'a'.repeat(20), 'too_easy'],
  ['the alphabet', 'abcdefghijklmnopqrstuvwxyz', 'too_easy'],
  ['a row of keys', 'qwertyuiopasdfghjkl', 'too_easy'],
  ['digits in a row', '123456789012345', 'too_easy'],
  ['the address', 'noor@people.example', 'too_easy'],
  ['the name of the service', 'northwind exchange', 'too_easy'],
  ['the name of the service and a digit', 'northwindnorthwind1', 'too_easy'],
])('a new password is refused when it is %s', (_what, password, fault) => {
  expect(faultOfPassword(password, known)).toBe(fault);
});

test.each([
  'umbrella of seven',
  'entirely different words',
  'пятнадцать букв',
  '十五文字以上の長い合言葉を選びます',
  'q9$kd02mxcv81nz',
])('%s will do: spaces, any script, and no digit needed', (password) => {
  expect(faultOfPassword(password, known)).toBeNull();
});
