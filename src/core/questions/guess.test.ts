import { describe, expect, test } from 'vitest';
import { bestGuess, chanceOfAtLeast, posterior } from './guess.ts';
import { drawWeighted, seededPick } from './synthetic.fixture.ts';

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

function never(): never {
  throw new Error('unreachable');
}
