/**
 * `npm run test:guessers [-- --accounts N]`: strangers of three kinds try the security questions of
 * synthetic accounts; prints how many pass, with n and 95 % intervals. Ends with 1 above the bound.
 */

import { parseArgs } from 'node:util';
import { candidatesOf } from '../src/core/questions/candidates.ts';
import { generateQuestions } from '../src/core/questions/generate.ts';
import { posterior } from '../src/core/questions/guess.ts';
import { scoreAnswers } from '../src/core/questions/score.ts';
import { nowIso, seededPick, syntheticHistory } from '../src/core/questions/synthetic.fixture.ts';
import { kindDescriptions } from '../src/core/questions/text-ids.ts';
import {
  type Candidate,
  noneOfThese,
  optionsPerQuestion,
  type Pick,
  type Question,
} from '../src/core/questions/types.ts';
import { formatRate, type Rate, rateOf } from './rates.ts';

/** Security standard A4 #35: at most 0.1 % of accounts pass for a stranger. */
export const strangersPassMax = 0.001;
/** As in the policy of the development world: a second try, on new questions. */
const attempts = 2;
const country = 'UTO';
const nowMonth = 2026 * 12 + 10;
const noneChance = 1 / (optionsPerQuestion + 1);

/** What a guesser sees of one question, beside what he knows. */
interface Seen {
  readonly question: Question;
  readonly candidate: Candidate;
  /** The fact is in the profile that leaked. */
  readonly leaked: boolean;
}

type Guess = (seen: Seen, pick: Pick) => number;

/** Best answer for somebody who knows the generator and how common each answer is (exact Bayes). */
function likeliest({ candidate, question }: Seen): number {
  const shown = question.options.map((label) => {
    const entry = candidate.pool.find((one) => one.label === label);
    if (entry === undefined) throw new Error('every option comes from the pool');
    return entry;
  });
  const { none, options } = posterior(candidate.pool, shown, noneChance);
  const best = Math.max(...options);
  return none > best ? noneOfThese : options.indexOf(best);
}

const guessers: Readonly<Record<string, Guess>> = {
  random: (_seen, pick) => pick(optionsPerQuestion + 1) - 1,
  population: likeliest,
  insider: (seen) => (seen.leaked ? seen.question.right : likeliest(seen)),
};

export interface GuesserResult {
  readonly guesser: string;
  /** Accounts passed within the attempts of the policy. */
  readonly passed: Rate;
  /** Mean chance that the generator itself computed for one attempt; null where it computes none. */
  readonly computed: number | null;
}

/** Deterministic for a seed. Accounts whose history is too thin for questions are left out of n. */
export function simulateGuessers(options: {
  readonly accounts: number;
  readonly seed: number;
}): readonly GuesserResult[] {
  const passes = new Map(Object.keys(guessers).map((name) => [name, 0]));
  let asked = 0;
  let computedPopulation = 0;
  let computedInsider = 0;
  for (let account = 1; account <= options.accounts; account += 1) {
    const pick = seededPick(options.seed * 1_000_003 + account);
    const history = syntheticHistory(pick, country);
    const leaks = leakedKinds(pick);
    const found = candidatesOf({ history, country, nowMonth });
    const candidates = new Map(found.map((one) => [one.kind, one]));
    const passed = new Set<string>();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const set = generateQuestions({ history, country, now: nowIso, pick });
      if (set.outcome !== 'questions') break;
      if (attempt === 0) {
        asked += 1;
        computedPopulation += set.guessProbability;
        computedInsider += set.insiderProbability;
      }
      for (const [name, guess] of Object.entries(guessers)) {
        const answers = set.questions.map((question) => {
          const candidate = candidates.get(question.kind);
          if (candidate === undefined) throw new Error('a question comes from a candidate');
          return guess({ question, candidate, leaked: leaks.has(question.kind) }, pick);
        });
        if (scoreAnswers(set, answers).passed) passed.add(name);
      }
    }
    for (const name of passed) passes.set(name, (passes.get(name) ?? 0) + 1);
  }
  const computed: Readonly<Record<string, number>> = {
    population: computedPopulation / asked,
    insider: computedInsider / asked,
  };
  return [...passes].map(([guesser, hits]) => ({
    guesser,
    passed: rateOf(hits, asked),
    computed: computed[guesser] ?? null,
  }));
}

/** Which facts the leaked profile holds: each with the leak score of its kind, per ten thousand. */
function leakedKinds(pick: Pick): ReadonlySet<string> {
  const kinds = Object.entries(kindDescriptions);
  return new Set(
    kinds.filter(([, kind]) => pick(10_000) < kind.leak * 10_000).map(([name]) => name),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const results = simulateGuessers({
    accounts: Number(values.accounts),
    seed: Number(values.seed),
  });
  for (const { computed, guesser, passed } of results) {
    const model =
      computed === null ? '' : `; computed for one attempt ${(computed * 100).toPrecision(3)} %`;
    console.log(
      `${guesser.padEnd(11)} passes ${formatRate(passed)} accounts in ${attempts} attempts${model}`,
    );
  }
  const strangers = results.filter((one) => one.guesser !== 'insider');
  const ok = strangers.every((one) => one.passed.rate <= strangersPassMax);
  console.log(
    `strangers pass at most ${strangersPassMax * 100} % of accounts: ${ok ? 'yes' : 'NO'}`,
  );
  console.log(
    'A passed questions step unlocks nothing: the checker refuses a policy in which it decides.',
  );
  process.exitCode = ok ? 0 : 1;
}
