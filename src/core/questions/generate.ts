/** Makes a set of questions that is hard to guess, or says that the history is too thin. */

import type { AccountHistory } from '../ports.ts';
import { candidatesOf } from './candidates.ts';
import { checkedPick, drawWeighted, shuffle } from './draw.ts';
import { bestGuess, chanceOfAtLeast, posterior } from './guess.ts';
import { kindDescriptions } from './text-ids.ts';
import { monthIndex } from './times.ts';
import {
  type Candidate,
  type NotEnoughFacts,
  noneOfThese,
  optionsPerQuestion,
  type Pick,
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
 * the guesser's chance is under the bound. `now`: ISO 8601.
 */
export function generateQuestions(input: {
  readonly history: AccountHistory;
  /** ICAO three-letter code. */
  readonly country: string;
  readonly now: string;
  readonly pick: Pick;
  readonly guessBound?: number;
}): QuestionSet | NotEnoughFacts {
  const nowMonth = monthIndex(input.now);
  if (nowMonth === null) throw new RangeError('now is not an ISO 8601 time');
  const bound = input.guessBound ?? guessBoundDefault;
  const usable = candidatesOf({ history: input.history, country: input.country, nowMonth }).filter(
    (candidate) => decoysOf(candidate).length >= optionsPerQuestion,
  );
  const ordered = shuffle(usable, input.pick).toSorted((a, b) => leakOf(a) - leakOf(b));
  const questions: Question[] = [];
  for (const candidate of ordered.slice(0, questionsMax)) {
    questions.push(questionOf(candidate, input.pick));
    const chance = chanceOfAll(questions.map((question) => question.guessProbability));
    if (questions.length >= questionsMin && chance <= bound) {
      return setOf(shuffle(questions, input.pick), bound);
    }
  }
  return { outcome: 'not_enough_facts', usableKinds: usable.length };
}

function leakOf(candidate: Candidate): number {
  return kindDescriptions[candidate.kind].leak;
}

function decoysOf(candidate: Candidate): Candidate['pool'] {
  return candidate.pool.filter(
    (entry) => entry.label !== candidate.answer && !candidate.alsoTrue.has(entry.label),
  );
}

function questionOf(candidate: Candidate, pick: Pick): Question {
  const { answer, kind, pool } = candidate;
  const removed = checkedPick(pick, noneOneIn) === 0;
  const decoys = drawWeighted(decoysOf(candidate), optionsPerQuestion - (removed ? 0 : 1), pick);
  const own = pool.filter((entry) => entry.label === answer);
  const shown = shuffle(removed ? decoys : [...decoys, ...own], pick);
  const options = shown.map((entry) => entry.label);
  const { textId, reasonId, difficulty, leak } = kindDescriptions[kind];
  return {
    kind,
    textId,
    reasonId,
    params: {},
    options,
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
