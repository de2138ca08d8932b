/**
 * The situations worth trying for some conditions: every combination of the facts around every value
 * that the conditions name. Facts that no condition reads stay as in `ordinaryFacts`.
 */

import { ordinaryFacts } from './cases.ts';
import { type FactDescription, factCatalogue, type PolicyFacts } from './facts.ts';

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

/** Empty for a fact that no condition reads: it changes nothing. */
function valuesOf(
  name: string,
  fact: FactDescription,
  expressions: readonly string[],
): readonly unknown[] {
  const readers = expressions.filter((expression) => mentions(expression, name));
  if (readers.length === 0) return [];
  const words = fact.values ?? [...literals(readers), 'none_of_them'];
  switch (fact.type) {
    case 'bool':
      return [false, true];
    case 'string':
      return words;
    case 'list<string>': {
      const named = words.filter((word) => readers.some((reader) => reader.includes(`"${word}"`)));
      const kept = named.length > 0 ? named : words.slice(0, 1);
      return [[], ...kept.map((word) => [word]), ...(kept.length > 1 ? [kept] : [])];
    }
    case 'double':
      return around(numbers(name, readers));
  }
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
