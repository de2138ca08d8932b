import { expect, it } from 'vitest';
import { aheadInWords, splitLinks, standing } from './words.ts';

it('web links become links, with their fragment and without the full stop after them', () => {
  expect(
    splitLinks('Go to http://localhost:4100/link#n=a-b_c. Or (https://x.example/?a=1).'),
  ).toEqual([
    { text: 'Go to ', isLink: false },
    { text: 'http://localhost:4100/link#n=a-b_c', isLink: true },
    { text: '. Or (', isLink: false },
    { text: 'https://x.example/?a=1', isLink: true },
    { text: ').', isLink: false },
  ]);
});

it('nothing but web links becomes a link', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'plain']) {
    expect(splitLinks(text)).toEqual([{ text, isLink: false }]);
  }
});

it('the offset of the clock reads as days, hours and minutes', () => {
  expect(aheadInWords(0)).toBe('the real time');
  expect(aheadInWords(48 * 3600 + 1800)).toBe('2 d 30 min ahead');
});

it('an account says whether it is open, frozen, not to be unlocked here, or limited', () => {
  const now = '2026-11-03T10:00:00.000Z';
  const lock = { cause: 'self', unlockable: 'self_service', earliestUnlockAt: now };
  expect(standing({ lock: null, limitedUntil: null }, now).tone).toBe('open');
  expect(standing({ lock: null, limitedUntil: now }, now).tone).toBe('limited');
  expect(standing({ lock, limitedUntil: null }, now).words).toBe('frozen: self');
  const early = { ...lock, earliestUnlockAt: '2026-11-03T11:00:00.000Z' };
  expect(standing({ lock: early, limitedUntil: null }, now).words).toMatch(
    /^frozen: self, from Tue/,
  );
  const legal = { ...lock, cause: 'legal', unlockable: 'not_here' };
  expect(standing({ lock: legal, limitedUntil: null }, now).words).toBe('frozen: legal, not here');
});
