import { describe, expect, test } from 'vitest';
import { bestGuess, chanceOfAtLeast, posterior } from './guess.ts';
import { drawWeighted, type Pick, seededPick } from './synthetic.fixture.ts';
import type { Weighted } from './types.ts';

const pool = [40, 25, 15, 10, 6, 4].map((weight, index) => ({ label: `a${index}`, weight }));

describe('the guesser', () => {
  test('knows exactly what a simulation of the generator finds', () => {
    const pick = seededPick(5);
    const bySet = new Map<string, { seen: number; right: number[] }>();
    for (let run = 0; run < 200_000; run += 1) {
      const [answer] = drawWeighted(pool, 1, pick);
      const others = pool.filter((entry) => entry !== answer);
      const removed = pick(5) === 0;
      const decoys = drawWeighted(others, removed ? 4 : 3, pick);
      const shown = removed || answer === undefined ? decoys : [...decoys, answer];
      const labels = shown.map((entry) => entry.label).toSorted();
      const key = labels.join();
      const entry = bySet.get(key) ?? { seen: 0, right: [0, 0, 0, 0, 0] };
      const right = removed ? 4 : labels.indexOf(answer?.label ?? '');
      entry.seen += 1;
      entry.right[right] = (entry.right[right] ?? 0) + 1;
      bySet.set(key, entry);
    }
    const [key, { seen, right }] = [...bySet].toSorted((a, b) => b[1].seen - a[1].seen)[0] ?? [
      '',
      { seen: 1, right: [] },
    ];
    const shown = key
      .split(',')
      .map((label) => pool.find((entry) => entry.label === label) ?? never());
    const { options, none } = posterior(pool, shown, 0.2);
    for (const [index, chance] of [...options, none].entries()) {
      expect(Math.abs(chance - (right[index] ?? 0) / seen)).toBeLessThan(0.01);
    }
  });

  test('knows it too where neighbours are never shown together', () => {
    const row = [9, 7, 5, 8, 6, 4, 7, 5, 3, 6, 5, 4, 3, 2, 4, 3].map((weight, place) => ({
      label: `h${place}`,
      weight,
      place,
    }));
    const pick = seededPick(8);
    const chances = { guessed: 0, squares: 0, right: 0 };
    const runs = 20_000;
    for (let run = 0; run < runs; run += 1) {
      const answer = one(row, pick);
      const removed = pick(5) === 0;
      let left = row.filter((entry) => Math.abs(entry.place - answer.place) > 1);
      const decoys: typeof row = [];
      while (decoys.length < (removed ? 4 : 3)) {
        const entry = one(left, pick);
        decoys.push(entry);
        left = left.filter(({ place }) => Math.abs(place - entry.place) > 1);
      }
      const shown = removed ? decoys : [...decoys, answer];
      const { none, options } = posterior(row, shown, 0.2);
      const all = [...options, none];
      const best = Math.max(...all);
      chances.guessed += best;
      chances.squares += best * (1 - best);
      if (all.indexOf(best) === (removed ? 4 : 3)) chances.right += 1;
    }
    // Four standard deviations of a count of such chances.
    const margin = 4 * Math.sqrt(chances.squares);
    expect(Math.abs(chances.right - chances.guessed)).toBeLessThan(margin);
  });

  test('gains nothing where all answers are equally common', () => {
    const even = pool.map(({ label }) => ({ label, weight: 10 }));
    const { options, none } = posterior(even, even.slice(0, 4), 0.2);
    for (const chance of [...options, none]) expect(chance).toBeCloseTo(0.2, 12);
  });

  test('prefers the commonest answer, and the chances sum to one', () => {
    const shown = pool.slice(0, 4);
    const chances = posterior(pool, shown, 0.2);
    expect(chances.options.reduce((sum, value) => sum + value, chances.none)).toBeCloseTo(1, 12);
    expect(bestGuess(chances)).toBe(chances.options[0]);
  });

  test('passes a mark with the chance of the binomial distribution', () => {
    expect(chanceOfAtLeast(2, [0.5, 0.5, 0.5])).toBeCloseTo(0.5, 12);
    expect(chanceOfAtLeast(3, [0.2, 0.3, 0.4])).toBeCloseTo(0.024, 12);
    expect(chanceOfAtLeast(0, [0.1])).toBeCloseTo(1, 12);
  });
});

function one<T extends Weighted>(pool: readonly T[], pick: Pick): T {
  const [drawn] = drawWeighted(pool, 1, pick);
  return pool.find(({ label }) => label === drawn?.label) ?? never();
}

function never(): never {
  throw new Error('unreachable');
}
