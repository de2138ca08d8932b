import { describe, expect, it } from 'vitest';
import type { HandoffState } from '../../src/core/wire-face.ts';
import { endOf, isBefore, lookEveryMs, screenOf } from './phone-screen.ts';
import { texts as de } from './texts/phone.de.ts';
import { texts as en } from './texts/phone.en.ts';

const states: readonly HandoffState[] = [
  'waiting',
  'bound',
  'accepted',
  'matched',
  'capturing',
  'done',
  'reported',
  'cancelled',
  'expired',
];

describe('the phone', () => {
  it('never shows a camera before the person accepted and the number was matched', () => {
    const withCamera = states.filter((state) => screenOf(state) === 'face');
    expect(withCamera).toEqual(['matched', 'capturing']);
  });

  it('shows who asks before anything else', () => {
    expect(screenOf('bound')).toBe('origin');
  });

  it('never goes back to an earlier screen', () => {
    expect(isBefore('bound', 'accepted')).toBe(true);
    expect(isBefore('capturing', 'done')).toBe(true);
    expect(isBefore('matched', 'capturing')).toBe(false);
    expect(isBefore('cancelled', 'accepted')).toBe(false);
  });

  it('stops looking once the hand-off is over', () => {
    for (const state of ['done', 'reported', 'cancelled', 'expired'] as const) {
      expect(lookEveryMs(screenOf(state))).toBeNull();
    }
  });

  it('tells a used code from an ended hand-off, and keeps other failures for another try', () => {
    expect(endOf('token_used')).toBe('phone.used');
    expect(endOf('handoff_gone')).toBe('phone.gone');
    expect(endOf('offline')).toBeNull();
    expect(endOf('unavailable')).toBeNull();
  });
});

describe('texts', () => {
  it('have the same ids in every language', () => {
    expect(Object.keys(de)).toEqual(Object.keys(en));
  });

  it('have a title and a way on for every end', () => {
    const ends = ['used', 'gone', 'none', 'done', 'reported', 'cancelled', 'expired'];
    for (const end of ends) {
      expect(Object.keys(en)).toContain(`phone.${end}.title`);
      expect(Object.keys(en)).toContain(`phone.${end}.text`);
    }
  });
});
