import { expect, test } from 'vitest';
import { simulateGuessers, strangersPassMax } from './guessers.ts';

const results = simulateGuessers({ accounts: 1200, seed: 7 });
const of = (name: string) => {
  const found = results.find((one) => one.guesser === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

test('the same seed gives the same rates', () => {
  expect(simulateGuessers({ accounts: 50, seed: 3 })).toEqual(
    simulateGuessers({ accounts: 50, seed: 3 }),
  );
});

test('every guesser is measured on the same accounts', () => {
  expect(results.map((one) => one.guesser)).toEqual(['random', 'population', 'insider']);
  expect(new Set(results.map((one) => one.passed.n)).size).toBe(1);
  expect(of('random').passed.n).toBeGreaterThan(1000);
});

test('what is measured agrees with what the generator computed for two attempts', () => {
  for (const { computed, passed } of [of('population'), of('insider')]) {
    expect(passed.interval[0]).toBeLessThanOrEqual(2 * (computed ?? 1));
    expect(passed.interval[1]).toBeGreaterThanOrEqual(2 * (computed ?? 1));
  }
});

test('a leaked profile helps, and strangers stay under the bound', () => {
  expect(of('insider').computed).toBeGreaterThan(2 * (of('population').computed ?? 1));
  for (const name of ['random', 'population']) {
    expect(of(name).passed.interval[0]).toBeLessThanOrEqual(strangersPassMax);
  }
});
