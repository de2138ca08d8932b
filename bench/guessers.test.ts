import { expect, test } from 'vitest';
import {
  offLists,
  seededDraw,
  seededPick,
  syntheticHistory,
} from '../src/core/questions/synthetic.fixture.ts';
import { offListOneIn, simulateGuessers, strangersPassMax } from './guessers.ts';

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
  expect(results.map((one) => one.guesser)).toEqual([
    'random',
    'population',
    'lister',
    'insider',
    'collector',
  ]);
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
  for (const name of ['random', 'population', 'lister', 'collector']) {
    expect(of(name).passed.interval[0]).toBeLessThanOrEqual(strangersPassMax);
  }
});

test('whoever opens ten sets learns no more than from one; from sets drawn anew she would', () => {
  expect(of('collector').passed).toEqual(of('population').passed);
  const anew = simulateGuessers({
    accounts: 200,
    seed: 7,
    drawOf: (account, set) => seededDraw(account * 100 + set),
  });
  const { passed } = anew.find((one) => one.guesser === 'collector') ?? { passed: null };
  expect(passed?.interval[0]).toBeGreaterThan(0.1);
});

test('facts on no list, which some accounts have, are not known by that', () => {
  const odd = new Set<string>(Object.values(offLists).flat());
  const withOdd = Array.from({ length: 300 }, (_, seed) =>
    syntheticHistory(seededPick(seed), 'UTO', offListOneIn),
  ).filter(({ holdings, logins }) =>
    [
      ...holdings.map(({ symbol }) => symbol),
      ...logins.flatMap((one) => [one.city, one.device]),
    ].some((label) => odd.has(label)),
  );
  expect(withOdd.length).toBeGreaterThan(60);
  expect(of('lister').passed).toEqual(of('population').passed);
  expect(of('lister').rightShare).toBe(of('population').rightShare);
});
