/**
 * The situations worth trying for some conditions: every combination of the facts around every value
 * that the conditions name. Facts that no condition reads stay as in `ordinaryFacts`.
 */

import { ordinaryFacts } from './cases.ts';
import { type FactDescription, factCatalogue, type PolicyFacts } from './facts.ts';
import type { ConditionLooks } from './types.ts';

/** Every combination of so many words of a list is tried; of more words each alone and all together. */
const wordsCombinedMax = 3;
/** A list is tried up to this length. */
const listLengthMax = 20;

/** Half a step beside a number named in a condition. */
export const beside = 0.001;
/** Stands for "any more" at the end of an axis of numbers. */
export const enormous = 1e9;

/** One axis a fact that is read, and the product of their lengths. */
export function axesOf(looks: readonly ConditionLooks[]): {
  readonly axes: readonly Axis[];
  readonly situations: number;
} {
  const axes = Object.entries(factCatalogue)
    .map(([name, fact]) => ({ name, values: valuesOf(name, fact, looks) }))
    .filter((axis) => axis.values.length > 0);
  return { axes, situations: situationsOf(axes) };
}

export interface Axis {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** For each axis the index of one of its values. */
export type Situation = readonly number[];

export function factsOf(axes: readonly Axis[], situation: Situation): PolicyFacts {
  const facts: Record<string, unknown> = { ...ordinaryFacts };
  const lock: Record<string, unknown> = { ...ordinaryFacts.lock };
  for (const [index, { name, values }] of axes.entries()) {
    const value = values[situation[index] ?? 0];
    if (name.startsWith('lock.')) lock[name.slice('lock.'.length)] = value;
    else facts[name] = value;
  }
  return { ...facts, lock } as unknown as PolicyFacts;
}

export function situationsOf(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * axis.values.length, 1);
}

/** Beyond it a double cannot count the situations one by one. */
const countedMax = 2 ** 50;

/** Every situation once, neighbours far apart; of more than can be counted, without end. */
export function* everySituation(axes: readonly Axis[]): Generator<Situation> {
  const count = situationsOf(axes);
  if (count <= countedMax) {
    for (const number of scattered(count)) yield numbered(axes, number);
    return;
  }
  const steps = axes.map((_, index) => Math.sqrt(primes[index] ?? 2));
  for (let number = 1; ; number += 1) {
    // Multiples of irrational numbers, their whole part taken off, spread evenly on each axis.
    yield axes.map(({ values }, index) => {
      const share = (number * (steps[index] ?? 0)) % 1;
      return Math.floor(share * values.length);
    });
  }
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

function numbered(axes: readonly Axis[], number: number): Situation {
  let rest = number;
  return axes.map(({ values }) => {
    const index = rest % values.length;
    rest = Math.floor(rest / values.length);
    return index;
  });
}

/**
 * Every number below `count` once, neighbours far apart: what is rare on one axis is met early, where
 * counting upwards meets it only near the end.
 */
export function* scattered(count: number): Generator<number> {
  const step = stepThrough(count);
  let at = 0;
  for (let number = 0; number < count; number += 1) {
    yield at;
    // Added up: a product would pass the whole numbers that a double can hold.
    at = (at + step) % count;
  }
}

/** Near the golden section, and without a common factor, so that the steps come round to all. */
function stepThrough(count: number): number {
  let step = Math.max(1, Math.round(count * 0.618));
  while (commonFactor(step, count) !== 1) step += 1;
  return step;
}

function commonFactor(one: number, other: number): number {
  return other === 0 ? one : commonFactor(other, one % other);
}

/** Empty for a fact that no condition reads: it changes nothing. */
function valuesOf(
  name: string,
  fact: FactDescription,
  looks: readonly ConditionLooks[],
): readonly unknown[] {
  if (!looks.some((one) => one.facts.has(name))) return [];
  const words = named(looks.map((one) => one.words.get(name)));
  const numbers = named(looks.map((one) => one.numbers.get(name)));
  switch (fact.type) {
    case 'bool':
      return [false, true];
    case 'string':
      return fact.values ?? [...words, 'none_of_them'];
    case 'list<string>':
      return listsOf(fact, words, numbers);
    case 'double':
      return fact.values ?? around(numbers);
  }
}

/** What any of the conditions names, each once. */
function named<T>(sets: readonly (ReadonlySet<T> | undefined)[]): readonly T[] {
  return [...new Set(sets.flatMap((set) => [...(set ?? [])]))];
}

/** Every combination of the words looked for, and each of them as long as around every length named. */
function listsOf(
  { values = [] }: FactDescription,
  words: readonly string[],
  lengths: readonly number[],
): readonly (readonly string[])[] {
  const combined =
    words.length > wordsCombinedMax ? [[], ...words.map((one) => [one]), words] : subsets(words);
  const others = (values.length > 0 ? values.map(String) : manyWords).filter(
    (word) => !words.includes(word),
  );
  const wanted = new Set(lengths.flatMap((length) => lengthsAround(length)));
  const longer = combined.flatMap((list) =>
    [...wanted]
      .filter((length) => length > list.length && length <= list.length + others.length)
      .map((length) => [...list, ...others.slice(0, length - list.length)]),
  );
  // Where no word is looked for there is still "none" and "some".
  const some = words.length > 0 ? [] : [others.slice(0, 1)];
  const lists = new Map(
    [...combined, ...some, ...longer].map((list) => [JSON.stringify(list), list]),
  );
  return [...lists.values()];
}

const manyWords = Array.from({ length: listLengthMax }, (_, at) =>
  at === 0 ? 'none_of_them' : `none_of_them_${at + 1}`,
);

function lengthsAround(length: number): readonly number[] {
  return [Math.ceil(length) - 1, Math.floor(length), Math.ceil(length), Math.floor(length) + 1];
}

function subsets(words: readonly string[]): readonly (readonly string[])[] {
  const all: (readonly string[])[] = [[]];
  for (const word of words) all.push(...all.map((one) => [...one, word]));
  return all;
}

/**
 * Whether the situations around the values of these conditions are all there are: each fact is only
 * compared with literals. Not where facts are computed with or compared with each other, and not for
 * lists of which many words or great lengths are named.
 */
export function isExhaustive(looks: readonly ConditionLooks[]): boolean {
  const lists = Object.entries(factCatalogue).filter(([, fact]) => fact.type === 'list<string>');
  const beyond = lists.some(([name, { values }]) => {
    const words = named(looks.map((one) => one.words.get(name)));
    const lengths = named(looks.map((one) => one.numbers.get(name)));
    const lengthMax = values === undefined ? listLengthMax - 1 : values.length;
    return words.length > wordsCombinedMax || lengths.some((length) => length > lengthMax);
  });
  return !beyond && looks.every((one) => one.exact);
}

function around(values: readonly number[]): readonly number[] {
  const near = values.flatMap((value) => [value - beside, value, value + beside]);
  return [...new Set([0, ...near.filter((value) => value >= 0), enormous])];
}
