/** Makes a set of questions that is hard to guess, or says that the history is too thin. */

import type { AccountHistory } from '../ports.ts';
import { isBy } from '../time.ts';
import { candidatesOf } from './candidates.ts';
import { areNear, checkedDraw, mixed, takeWeighted, within } from './draw.ts';
import { bestGuess, chanceOfAtLeast, posterior } from './guess.ts';
import { kindDescriptions } from './text-ids.ts';
import { monthIndex } from './times.ts';
import {
  type Candidate,
  type Draw,
  type NotEnoughFacts,
  noneOfThese,
  optionsPerQuestion,
  type Question,
  type QuestionSet,
} from './types.ts';

/** One answer in five is "none of these", as likely as any of the five. */
const noneOneIn = optionsPerQuestion + 1;

export const questionsMin = 4;
export const questionsMax = 7;

/** For one attempt; two attempts stay under the 0.1 % of the guessing test. */
export const guessBoundDefault = 0.0005;

/**
 * Kinds that leak least are asked first, in random order among equals; questions are added until
 * the guesser's chance is under the bound. `draw` is the account's own: a fact that stays as it is is
 * asked with the same options in the same order, however often a set is drawn. What recurs in sets that
 * were drawn anew would be the answers.
 */
export function generateQuestions(input: {
  readonly history: AccountHistory;
  /** ICAO three-letter code. */
  readonly country: string;
  /**
   * ISO 8601, of the freeze: nothing later counts. Months that go by would change the decoys and not the
   * answer, and a log-in from a city among the options would show whether it was one.
   */
  readonly asOf: string;
  readonly draw: Draw;
  readonly guessBound?: number;
}): QuestionSet | NotEnoughFacts {
  const nowMonth = monthIndex(input.asOf);
  if (nowMonth === null) throw new RangeError('asOf is not an ISO 8601 time');
  const bound = input.guessBound ?? guessBoundDefault;
  const history = historyUntil(input.history, input.asOf);
  const usable = candidatesOf({ history, country: input.country, nowMonth }).filter(
    (candidate) => decoysOf(candidate).length >= optionsPerQuestion,
  );
  const inTurn = mixed(usable, ({ kind }) => kind, within(input.draw, 'turn'));
  const ordered = inTurn.toSorted((a, b) => leakOf(a) - leakOf(b));
  const questions: Question[] = [];
  for (const candidate of ordered.slice(0, questionsMax)) {
    questions.push(questionOf(candidate, input.draw));
    const chance = chanceOfAll(questions.map((question) => question.guessProbability));
    if (questions.length >= questionsMin && chance <= bound) {
      const shown = mixed(questions, ({ kind }) => kind, within(input.draw, 'shown'));
      return setOf(shown, bound);
    }
  }
  return { outcome: 'not_enough_facts', usableKinds: usable.length };
}

function historyUntil(history: AccountHistory, asOf: string): AccountHistory {
  const isCounted = ({ at }: { readonly at: string }) => isBy(at, asOf);
  const { deposits, logins } = history;
  return { ...history, logins: logins.filter(isCounted), deposits: deposits.filter(isCounted) };
}

function leakOf(candidate: Candidate): number {
  return kindDescriptions[candidate.kind].leak;
}

function decoysOf(candidate: Candidate): Candidate['pool'] {
  const { alsoTrue, answer, pool } = candidate;
  const own = pool.filter((entry) => entry.label === answer);
  return pool.filter(
    (entry) =>
      entry.label !== answer &&
      !alsoTrue.has(entry.label) &&
      !own.some((one) => areNear(one, entry)),
  );
}

function questionOf(candidate: Candidate, draw: Draw): Question {
  const { answer, kind, pool } = candidate;
  const of = (matter: string) => within(draw, kind, answer, matter);
  const removed = checkedDraw(of('none'), '', noneOneIn) === 0;
  const count = optionsPerQuestion - (removed ? 0 : 1);
  const decoys = takeWeighted(decoysOf(candidate), count, of('decoy'));
  const own = pool.filter((entry) => entry.label === answer);
  const shown = mixed(removed ? decoys : [...decoys, ...own], ({ label }) => label, of('place'));
  const options = shown.map((entry) => entry.label);
  const { textId, reasonId, difficulty, leak } = kindDescriptions[kind];
  return {
    kind,
    textId,
    reasonId,
    params: {},
    options,
    optionIds: shown.map((entry) => entry.textId ?? null),
    right: removed ? noneOfThese : options.indexOf(answer),
    difficulty,
    leak,
    guessProbability: bestGuess(posterior(pool, shown, 1 / noneOneIn)),
  };
}

function setOf(questions: readonly Question[], bound: number): QuestionSet {
  const chances = questions.map((question) => question.guessProbability);
  const insider = questions.map(({ leak, guessProbability: p }) => leak + (1 - leak) * p);
  // As forgiving as the bound allows: a long set may bear a mistake.
  let passMark = questions.length;
  while (passMark > 1 && chanceOfAtLeast(passMark - 1, chances) <= bound) passMark -= 1;
  return {
    outcome: 'questions',
    questions,
    passMark,
    guessProbability: chanceOfAtLeast(passMark, chances),
    insiderProbability: chanceOfAtLeast(passMark, insider),
  };
}

function chanceOfAll(chances: readonly number[]): number {
  return chances.reduce((product, chance) => product * chance, 1);
}
