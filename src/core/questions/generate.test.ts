import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountHistory } from '../ports.ts';
import { candidatesOf } from './candidates.ts';
import { citiesOf } from './cities.ts';
import { generateQuestions, guessBoundDefault } from './generate.ts';
import { posterior } from './guess.ts';
import { assets, devices } from './pools.ts';
import { scoreAnswers } from './score.ts';
import { nowIso, nowMonth, seededDraw, seededPick, syntheticHistory } from './synthetic.fixture.ts';
import { kindDescriptions, type OptionTextId, optionTexts, questionTexts } from './text-ids.ts';
import { monthIndex } from './times.ts';
import { noneOfThese, type Question, type QuestionSet } from './types.ts';

const country = 'UTO';

function setFor(seed: number, history?: AccountHistory): QuestionSet {
  const pick = seededPick(seed);
  const made = generateQuestions({
    history: history ?? syntheticHistory(pick, country),
    country,
    asOf: nowIso,
    draw: seededDraw(seed),
  });
  if (made.outcome !== 'questions') throw new Error('not enough facts');
  return made;
}

/** Half-years, or months, since year 0, as the label says it. */
function placeOf(label: string): number {
  const words = label.split(' ');
  const year = Number(words.at(-1));
  if (words.length > 2) return year * 2 + (words[0] === 'January' ? 0 : 1);
  return year * 12 + monthNames.indexOf(words[0] ?? '');
}

const monthNames = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, month, 1)),
  ),
);

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

describe('a set of questions', () => {
  test('has four different options each, and at most one of them is true', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const history = syntheticHistory(seededPick(seed), country);
        const truths = new Map(
          candidatesOf({ history, country, nowMonth }).map((one) => [one.kind, one]),
        );
        for (const question of setFor(seed, history).questions) {
          const truth = truths.get(question.kind);
          expect(new Set(question.options).size).toBe(4);
          question.options.forEach((option, index) => {
            expect(option === truth?.answer).toBe(index === question.right);
            if (index !== question.right) expect(truth?.alsoTrue.has(option)).toBe(false);
          });
          if (question.right === noneOfThese) expect(question.options).not.toContain(truth?.answer);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('shows no two months or half-years side by side, and none beside the true one', () => {
    const beside: string[] = [];
    let looked = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const history = syntheticHistory(seededPick(seed), country);
      const last =
        history.deposits
          .map(({ at }) => at)
          .toSorted()
          .at(-1) ?? '';
      for (const { kind, options } of setFor(seed, history).questions) {
        if (kind !== 'joined' && kind !== 'last_deposit_month') continue;
        const monthsEach = kind === 'joined' ? 6 : 1;
        const truth = Math.floor(
          (monthIndex(kind === 'joined' ? history.joinedAt : last) ?? 0) / monthsEach,
        );
        const others = options.map(placeOf).filter((place) => place !== truth);
        const places = [...others, truth].toSorted((one, other) => one - other);
        looked += 1;
        if (places.some((place, at) => place - (places[at - 1] ?? -9) === 1)) beside.push(kind);
      }
    }
    expect(looked).toBeGreaterThan(400);
    expect(beside).toEqual([]);
  });

  test('is the same for the same picks, and its guess probability is under the bound', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const set = setFor(seed);
        expect(setFor(seed)).toEqual(set);
        expect(set.guessProbability).toBeLessThanOrEqual(guessBoundDefault);
        expect(set.insiderProbability).toBeGreaterThan(set.guessProbability);
        expect(new Set(set.questions.map((question) => question.kind)).size).toBe(
          set.questions.length,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('does not show by its place which option is right', () => {
    const places = [0, 0, 0, 0, 0];
    let total = 0;
    for (let seed = 1; seed <= 1500; seed += 1) {
      for (const { right } of setFor(seed).questions) {
        places[right === noneOfThese ? 4 : right] =
          (places[right === noneOfThese ? 4 : right] ?? 0) + 1;
        total += 1;
      }
    }
    // Five equally likely places: within five standard deviations of a fifth.
    const margin = 5 * Math.sqrt((0.2 * 0.8) / total);
    for (const count of places) expect(Math.abs(count / total - 0.2)).toBeLessThan(margin);
  });

  test('drawn anew is the same, and what the account does meanwhile changes no other question', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const history = syntheticHistory(seededPick(seed), country);
      const first = setFor(seed, history);
      expect(setFor(seed, history)).toEqual(first);
      const [last] = history.deposits.slice(-1);
      if (last === undefined) throw new Error('no deposit');
      const deposits = [...history.deposits, { ...last, at: '2026-11-15T12:00:00Z' }];
      const later = setFor(seed, { ...history, deposits });
      const kept = (set: QuestionSet) =>
        set.questions.filter(({ kind }) => !kind.includes('deposit'));
      const before = new Map(kept(first).map((question) => [question.kind, question.options]));
      for (const { kind, options } of kept(later)) {
        expect(options).toEqual(before.get(kind) ?? options);
      }
    }
  });

  test('takes no notice of what happens after the freeze', () => {
    const after = { at: '2026-11-20T00:00:01Z' };
    for (let seed = 1; seed <= 100; seed += 1) {
      const history = syntheticHistory(seededPick(seed), country);
      const visits = (citiesOf(country) ?? []).map(({ label: city }) => ({
        ...after,
        city,
        device: 'Opera on Windows',
      }));
      const paid = { ...after, amount: 7, currency: 'EUR', method: 'PayPal' };
      const probed = {
        ...history,
        logins: [...history.logins, ...visits, ...visits],
        deposits: [...history.deposits, paid],
      };
      expect(setFor(seed, probed)).toEqual(setFor(seed, history));
    }
  });

  test('never asks for a city or a coin that no decoy is like', () => {
    const history = syntheticHistory(seededPick(3), country);
    const rare = {
      ...history,
      logins: history.logins.map((login) => ({ ...login, city: 'Nowhere-on-Sea' })),
      holdings: [{ symbol: 'RARE', valueEur: 1e6 }],
    };
    const kinds = candidatesOf({ history: rare, country, nowMonth });
    expect(kinds.map((one) => one.kind)).not.toContain('usual_city');
    expect(kinds.map((one) => one.kind)).not.toContain('held_asset');
  });

  test('is guessed kind by kind as often as computed, by somebody who knows all but the account', () => {
    const kinds = new Map<
      string,
      { asked: number; chance: number; spread: number; right: number }
    >();
    for (let seed = 1; seed <= 4000; seed += 1) {
      const history = syntheticHistory(seededPick(seed), country);
      const pools = new Map(
        candidatesOf({ history, country, nowMonth }).map(({ kind, pool }) => [kind, pool]),
      );
      for (const { guessProbability, kind, options, right } of setFor(seed, history).questions) {
        const pool = pools.get(kind) ?? [];
        const shown = options.flatMap((label) => pool.filter((entry) => entry.label === label));
        const { none, options: each } = posterior(pool, shown, 1 / 5);
        const all = [...each, none];
        const best = all.indexOf(Math.max(...all));
        const count = kinds.get(kind) ?? { asked: 0, chance: 0, spread: 0, right: 0 };
        count.asked += 1;
        count.chance += guessProbability;
        count.spread += guessProbability * (1 - guessProbability);
        if ((best === options.length ? noneOfThese : best) === right) count.right += 1;
        kinds.set(kind, count);
      }
    }
    expect(kinds.size).toBeGreaterThan(5);
    for (const [kind, { asked, chance, right, spread }] of kinds) {
      // Four standard deviations; what is held beside a coin is reckoned too high rather than too low.
      const margin = 4 * Math.sqrt(spread);
      const spare = kind === 'held_asset' ? 0.01 * asked : 0;
      expect(right - chance, kind).toBeLessThan(margin);
      expect(chance - right, kind).toBeLessThan(margin + spare);
    }
  });

  test('has an id with every answer that is words, and none with names and numbers', () => {
    const names = new Set(
      [devices, assets, citiesOf(country) ?? []].flat().map(({ label }) => label),
    );
    const isName = (label: string) =>
      names.has(label) ||
      /^\d+$/.test(label) ||
      ['PayPal', 'Apple Pay', 'Google Pay'].includes(label);
    const used = new Set<string>();
    for (let seed = 1; seed <= 300; seed += 1) {
      for (const { optionIds, options } of setFor(seed).questions) {
        expect(optionIds.length).toBe(options.length);
        for (const [at, label] of options.entries()) {
          const [id = '', params = '{}'] = optionIds[at]?.split('|') ?? [];
          if (id !== '') used.add(id);
          const english = optionTexts[id as OptionTextId] ?? label;
          const filled = Object.entries(JSON.parse(params) as object).reduce(
            (text, [name, value]) => text.replace(`{${name}}`, String(value)),
            english as string,
          );
          expect([isName(label), filled]).toEqual([id === '', label]);
        }
      }
    }
    expect([...used].toSorted()).toEqual(Object.keys(optionTexts).toSorted());
  });

  test('answers not_enough_facts for a thin history instead of easy questions', () => {
    const thin: AccountHistory = {
      joinedAt: '2025-01-10T00:00:00Z',
      logins: [{ at: nowIso, city: 'Amaurot', device: 'Firefox on Linux' }],
      deposits: [],
      holdings: [{ symbol: 'BTC', valueEur: 1 }],
    };
    const made = generateQuestions({ history: thin, country, asOf: nowIso, draw: seededDraw(1) });
    expect(made).toEqual({ outcome: 'not_enough_facts', usableKinds: 2 });
  });

  test('leaves out what would stand out: a device in other words, a country without a list', () => {
    const history = syntheticHistory(seededPick(3), country);
    const odd = {
      ...history,
      logins: history.logins.map((login) => ({ ...login, device: 'My blue phone' })),
    };
    const kinds = candidatesOf({ history: odd, country: 'XXX', nowMonth });
    expect(kinds.map((one) => one.kind)).not.toContain('usual_device');
    expect(kinds.map((one) => one.kind)).not.toContain('usual_city');
  });

  test('refuses a random source that leaves its bound', () => {
    const history = syntheticHistory(seededPick(3), country);
    const broken = (_name: string, bound: number): number => bound;
    expect(() => generateQuestions({ history, country, asOf: nowIso, draw: broken })).toThrow(
      RangeError,
    );
  });

  test('has a sentence for every text id', () => {
    const ids = Object.values(kindDescriptions).flatMap((kind) => [kind.textId, kind.reasonId]);
    expect(new Set(ids)).toEqual(new Set(Object.keys(questionTexts)));
  });
});

describe('scoring', () => {
  const set = setFor(7);
  const right = set.questions.map((question) => question.right);

  test('all right passes', () => {
    expect(scoreAnswers(set, right)).toEqual({
      passed: true,
      right: right.length,
      total: right.length,
    });
  });

  test('fewer than the pass mark fails, whichever is wrong', () => {
    const strict = { ...set, passMark: right.length };
    for (const wrong of right.keys()) {
      const answers = right.map((value, index) => (index === wrong ? null : value));
      expect(scoreAnswers(strict, answers).passed).toBe(false);
    }
  });

  test('missing or additional answers never pass', () => {
    expect(scoreAnswers(set, [...right, 0]).passed).toBe(false);
    expect(scoreAnswers(set, []).passed).toBe(false);
    expect(scoreAnswers({ ...set, questions: [] }, []).passed).toBe(false);
    expect(scoreAnswers({ ...set, passMark: 0 }, right).passed).toBe(false);
  });
});

describe('guessers', () => {
  const accounts = 10_000;
  const commonest = commonness();
  const pick = seededPick(99);
  const guessers: Readonly<Record<string, (question: Question) => number>> = {
    'who guesses at random': () => pick(5) - 1,
    'who always says "none of these"': () => noneOfThese,
    'who knows the commonest answers': ({ kind, options }) => {
      const weights = options.map((option) => commonest.get(`${kind}:${option}`) ?? 0);
      return weights.indexOf(Math.max(...weights));
    },
  };
  const passed = new Map<string, number>();
  for (let seed = 1; seed <= accounts; seed += 1) {
    const set = setFor(seed);
    for (const [name, guess] of Object.entries(guessers)) {
      const score = scoreAnswers(set, set.questions.map(guess));
      if (score.passed) passed.set(name, (passed.get(name) ?? 0) + 1);
    }
  }

  // At most 0.1 % of 10,000 synthetic accounts, as the security standard asks.
  test.each(Object.keys(guessers))(
    'somebody %s passes at most one account in a thousand',
    (name) => {
      expect((passed.get(name) ?? 0) / accounts).toBeLessThanOrEqual(0.001);
    },
  );
});

/** How often each answer is true among other accounts, as a studious attacker would count it. */
function commonness(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let seed = 20_001; seed <= 22_000; seed += 1) {
    const history = syntheticHistory(seededPick(seed), country);
    for (const { kind, answer } of candidatesOf({ history, country, nowMonth })) {
      const key = `${kind}:${answer}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
