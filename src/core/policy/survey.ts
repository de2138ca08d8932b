/** Which rule each of many situations meets, without asking a condition twice for the same facts. */

import { type Axis, factsOf, type Situation } from './situations.ts';
import type { CompiledCondition } from './types.ts';

export interface Met {
  /** Index of the rule; the number of rules for the default. */
  readonly outcome: number;
  /** Index of the rule whose condition threw, which leads to the default; null where none did. */
  readonly threw: number | null;
}

export type Survey = (situation: Situation) => Met;

const answers = ['no', 'yes', 'threw'] as const;

type Answer = (typeof answers)[number];

/** Beyond so many combinations of one condition's own facts its answers are not kept. */
const answersKeptMax = 1_000_000;

/** The same search that `explain` makes, for situations of these axes. */
export function surveyOf(conditions: readonly CompiledCondition[], axes: readonly Axis[]): Survey {
  const asked = conditions.map((condition) => answering(condition, axes));
  const none = { outcome: conditions.length, threw: null };
  const matched = conditions.map((_, index) => ({ outcome: index, threw: null }));
  const failed = conditions.map((_, index) => ({ outcome: conditions.length, threw: index }));
  return (situation) => {
    for (const [index, answer] of asked.entries()) {
      const found = answer(situation);
      if (found === 'no') continue;
      return (found === 'yes' ? matched : failed)[index] ?? none;
    }
    return none;
  };
}

function answering(
  condition: CompiledCondition,
  axes: readonly Axis[],
): (situation: Situation) => Answer {
  const { facts } = condition.looks();
  const own = axes.flatMap(({ name, values }, index) =>
    facts.has(name) ? [{ index, length: values.length }] : [],
  );
  const combinations = own.reduce((product, { length }) => product * length, 1);
  const ask = (situation: Situation) => answerOf(condition, axes, situation);
  if (combinations > answersKeptMax) return ask;
  // A byte each, 0 where it was not asked yet: a hundred rules fit into memory.
  const kept = new Uint8Array(combinations);
  return (situation) => {
    let key = 0;
    for (const { index, length } of own) key = key * length + (situation[index] ?? 0);
    const known = kept[key] ?? 0;
    const answer = answers[known - 1] ?? ask(situation);
    if (known === 0) kept[key] = answers.indexOf(answer) + 1;
    return answer;
  };
}

function answerOf(
  condition: CompiledCondition,
  axes: readonly Axis[],
  situation: Situation,
): Answer {
  try {
    return condition.evaluate(factsOf(axes, situation)) ? 'yes' : 'no';
  } catch {
    return 'threw';
  }
}
