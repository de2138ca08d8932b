import { describe, expect, it } from 'vitest';
import type { MailLinkView } from '../../src/core/wire.ts';
import { roughSpan } from './duration.ts';
import { cleanCode, screenOf } from './link-screen.ts';
import { texts as de } from './texts/link.de.ts';
import { texts as en } from './texts/link.en.ts';

const view = (change: Partial<MailLinkView>): MailLinkView => ({
  kind: 'confirm',
  state: 'ready',
  service: 'Northwind Exchange',
  accountMasked: null,
  asked: null,
  triesLeft: null,
  ...change,
});

const kinds = ['confirm', 'not_me', 'disable_account', 'unknown'] as const;
const states = [
  'ready',
  'needs_code',
  'done',
  'used',
  'expired',
  'code_wrong',
  'spent',
  'unknown',
] as const;

describe('a mail link', () => {
  it('can be pressed only while it is ready or its code is asked for', () => {
    const pressable = states.filter((state) => screenOf(view({ state })).name === 'press');
    expect(pressable).toEqual(['ready', 'needs_code', 'code_wrong']);
  });

  it('asks for the code on another device, and again after a wrong one', () => {
    expect(screenOf(view({ state: 'needs_code' }))).toEqual({ name: 'press', askCode: true });
    expect(screenOf(view({ state: 'code_wrong', triesLeft: 2 }))).toMatchObject({ askCode: true });
    expect(screenOf(view({ state: 'ready' }))).toEqual({ name: 'press', askCode: false });
  });

  it('is over when no try is left', () => {
    const over = { name: 'message', id: 'link.confirm.tries_used' };
    expect(screenOf(view({ state: 'code_wrong', triesLeft: 0 }))).toEqual(over);
    expect(screenOf(view({ state: 'expired', triesLeft: 0 }))).toEqual(over);
  });

  it('has a sentence for whatever the service answers, in each language', () => {
    for (const texts of [en, de]) {
      const ids: readonly string[] = Object.keys(texts);
      for (const kind of kinds) {
        for (const state of states) {
          const screen = screenOf(view({ kind, state }));
          const id = screen.name === 'message' ? screen.id : `link.${kind}`;
          expect(ids).toContain(`${id}.title`);
          expect(ids).toContain(`${id}.text`);
        }
      }
    }
  });
});

describe('texts', () => {
  it('have the same ids in every language', () => {
    expect(Object.keys(de)).toEqual(Object.keys(en));
  });
});

describe('a code', () => {
  it('may be typed with spaces and dashes', () => {
    expect(cleanCode(' 123 4-56')).toBe('123456');
  });
});

describe('an estimate', () => {
  it('is rounded up and never promises zero', () => {
    expect(roughSpan(0)).toEqual({ unit: 'minutes', n: 1 });
    expect(roughSpan(41)).toEqual({ unit: 'minutes', n: 45 });
    expect(roughSpan(121)).toEqual({ unit: 'hours', n: 3 });
    expect(roughSpan(3000)).toEqual({ unit: 'days', n: 3 });
  });
});
