/**
 * The situations worth trying for some conditions: every combination of the facts around every value
 * that the conditions name. Facts that no condition reads stay as in `ordinaryFacts`.
 */

import { ordinaryFacts } from './cases.ts';
import { type FactDescription, factCatalogue, type PolicyFacts } from './facts.ts';

/** Every combination of so many words of a list is tried; of more words each alone and all together. */
const wordsCombinedMax = 3;

/** Half a step beside a number named in a condition. */
export const beside = 0.001;
/** Stands for "any more" at the end of an axis of numbers. */
export const enormous = 1e9;

/** One axis a fact that is read, and the product of their lengths. */
export function axesOf(expressions: readonly string[]): {
  readonly axes: readonly Axis[];
  readonly situations: number;
} {
  const axes = Object.entries(factCatalogue)
    .map(([name, fact]) => ({ name, values: valuesOf(name, fact, expressions) }))
    .filter((axis) => axis.values.length > 0);
  return { axes, situations: axes.reduce((product, axis) => product * axis.values.length, 1) };
}

export interface Axis {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** The facts of one situation, by its number from 0. */
export function factsOf(axes: readonly Axis[], situation: number): PolicyFacts {
  const facts: Record<string, unknown> = { ...ordinaryFacts };
  const lock: Record<string, unknown> = { ...ordinaryFacts.lock };
  let rest = situation;
  for (const { name, values } of axes) {
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    if (name.startsWith('lock.')) lock[name.slice('lock.'.length)] = value;
    else facts[name] = value;
  }
  return { ...facts, lock } as unknown as PolicyFacts;
}

/**
 * Every number below `count` once, neighbours far apart: what is rare on one axis is met early, where
 * counting upwards meets it only near the end.
 */
export function* scattered(count: number): Generator<number> {
  const step = stepThrough(count);
  for (let number = 0; number < count; number += 1) yield (number * step) % count;
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
  expressions: readonly string[],
): readonly unknown[] {
  const readers = expressions.filter((expression) => mentions(expression, name));
  if (readers.length === 0) return [];
  switch (fact.type) {
    case 'bool':
      return [false, true];
    case 'string':
      return fact.values ?? [...literals(readers), 'none_of_them'];
    case 'list<string>': {
      const looked = wordsLookedFor(name, readers);
      const kept = looked.length > 0 ? looked : [fact.values?.[0] ?? 'none_of_them'];
      return kept.length > wordsCombinedMax
        ? [[], ...kept.map((one) => [one]), kept]
        : subsets(kept);
    }
    case 'double':
      return around(numbers(name, readers));
  }
}

function subsets(words: readonly string[]): readonly (readonly string[])[] {
  const all: (readonly string[])[] = [[]];
  for (const word of words) all.push(...all.map((one) => [...one, word]));
  return all;
}

/**
 * Whether the situations around the values of these conditions are all there are: each fact is only
 * compared with values that the file names. Not where facts are computed with or compared with each
 * other, and not for lists of which many words are named.
 */
export function isExhaustive(expressions: readonly string[]): boolean {
  const lists = Object.entries(factCatalogue).filter(([, fact]) => fact.type === 'list<string>');
  const many = lists.some(([name]) => wordsLookedFor(name, expressions).length > wordsCombinedMax);
  return !many && expressions.every((expression) => !computes(expression));
}

/** The literals that conditions look for in a list: `"totp" in factors_lost`. */
function wordsLookedFor(name: string, expressions: readonly string[]): readonly string[] {
  const escaped = name.replace('.', '\\.');
  const looked = new RegExp(`("[^"]*"|'[^']*')\\s+in\\s+${escaped}(?!\\w)`, 'g');
  return literals(expressions.flatMap((one) => [...one.matchAll(looked)].map(([found]) => found)));
}

function computes(expression: string): boolean {
  const bare = expression
    .replaceAll(/"[^"]*"|'[^']*'/g, '""')
    // "Some" and "none" are all that a size is asked for here.
    .replaceAll(/size\([a-z_.]+\)\s*(?:==|!=|>)\s*0(?![.\d])/g, 'true')
    .replaceAll(/\b(?:true|false|in)\b/g, '1');
  const callsOrArithmetic = /[+*/%?]|-|[a-z_]\s*\(/i.test(bare);
  const wholeList = /[=!]=\s*\[|\]\s*[=!]=/.test(bare);
  const factWithFact = /[a-z_]\s*(?:<=|>=|==|!=|<|>)\s*[a-z_]/i.test(bare);
  return callsOrArithmetic || wholeList || factWithFact;
}

function mentions(expression: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name.replace('.', '\\.')}(?!\\w)`).test(expression);
}

function literals(expressions: readonly string[]): readonly string[] {
  const found = expressions.flatMap((one) => [...one.matchAll(/"([^"\\]*)"|'([^'\\]*)'/g)]);
  return [...new Set(found.map((match) => match[1] ?? match[2] ?? ''))];
}

/** Numbers that stand right beside the fact; all of them where it is used in another way. */
function numbers(name: string, readers: readonly string[]): readonly number[] {
  const escaped = name.replace('.', '\\.');
  const operator = '\\s*(?:<=|>=|==|!=|<|>)\\s*';
  const after = new RegExp(`(?<![\\w.])${escaped}${operator}(\\d+(?:\\.\\d+)?)`, 'g');
  const before = new RegExp(`(\\d+(?:\\.\\d+)?)${operator}${escaped}(?!\\w)`, 'g');
  const found = readers.flatMap((reader) => [
    ...reader.matchAll(after),
    ...reader.matchAll(before),
  ]);
  const used = readers.flatMap((reader) => [
    ...reader.matchAll(new RegExp(`(?<![\\w.])${escaped}(?!\\w)`, 'g')),
  ]);
  const all = readers.flatMap((reader) => [...reader.matchAll(/(?<![\w.])(\d+(?:\.\d+)?)/g)]);
  return (found.length >= used.length ? found : all).map((match) => Number(match[1]));
}

function around(values: readonly number[]): readonly number[] {
  const near = values.flatMap((value) => [value - beside, value, value + beside]);
  return [...new Set([0, ...near.filter((value) => value >= 0), enormous])];
}
