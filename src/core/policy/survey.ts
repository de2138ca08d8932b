/** Which rule each of many situations meets, without asking a condition twice for the same facts. */

import { type Axis, factsOf } from './situations.ts';
import type { CompiledCondition } from './types.ts';

export interface Met {
  /** Index of the rule; the number of rules for the default. */
  readonly outcome: number;
  /** Index of the rule whose condition threw, which leads to the default; null where none did. */
  readonly threw: number | null;
}

export type Survey = (situation: number) => Met;

type Answer = 'yes' | 'no' | 'threw';

/** Beyond so many combinations of one condition's own facts its answers are not kept. */
const answersKeptMax = 1_000_000;

/** The same search that `explain` makes, for the numbered situations of these axes. */
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
): (situation: number) => Answer {
  const own = placesOf(axes).filter(({ axis }) => condition.looks().facts.has(axis.name));
  const combinations = own.reduce((product, { axis }) => product * axis.values.length, 1);
  const ask = (situation: number) => answerOf(condition, axes, situation);
  if (combinations > answersKeptMax) return ask;
  const kept = new Array<Answer | undefined>(combinations);
  return (situation) => {
    let key = 0;
    for (const { axis, place } of own) {
      const { length } = axis.values;
      key = key * length + (Math.floor(situation / place) % length);
    }
    const known = kept[key] ?? ask(situation);
    kept[key] = known;
    return known;
  };
}

function answerOf(condition: CompiledCondition, axes: readonly Axis[], situation: number): Answer {
  try {
    return condition.evaluate(factsOf(axes, situation)) ? 'yes' : 'no';
  } catch {
    return 'threw';
  }
}

/** How far apart two situations are that differ by one step on the axis. */
export function placesOf(
  axes: readonly Axis[],
): readonly { readonly axis: Axis; readonly place: number }[] {
  let place = 1;
  return axes.map((axis) => {
    const found = { axis, place };
    place *= axis.values.length;
    return found;
  });
}
