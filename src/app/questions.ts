import { stepOf } from '../core/case/evolve.ts';
import { frozenSince } from '../core/case/lock.ts';
import type { StepVerdict } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { AccountRecord } from '../core/ports.ts';
import { generateQuestions } from '../core/questions/generate.ts';
import type { StoredQuestion } from '../core/questions/stored-answers.ts';
import { withParams } from '../core/questions/text-ids.ts';
import type { Draw, QuestionSet } from '../core/questions/types.ts';
import { addSeconds, secondsBetween } from '../core/time.ts';
import type { QuestionsView } from '../core/wire.ts';
import {
  judgeNoSetLeft,
  judgeNotEnoughFacts,
  judgeQuestions,
} from '../verifications/questions/judge-questions.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { isRightAnswer, storedQuestionsFor } from './stored-answers.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

/** Sealed with the case's key: the set stays the same until it is answered (OWASP). */
interface Asked {
  readonly set: QuestionSet;
  /** Registered beforehand and asked after the set; they can only make it harder to pass. */
  readonly stored: readonly StoredQuestion[];
  readonly answers: readonly (number | null)[];
  /** Right or not, one an answered stored question: what was typed is not kept. */
  readonly storedRight: readonly boolean[];
  /** When the question to answer now was shown. */
  readonly shownAt: string;
}

/** For the way of an answer over a slow network. */
const graceSeconds = 5;
/** A window that no case outlives. */
const wholeLifeSeconds = 400 * 86_400;
const sealedName = 'questions';

async function openAsked(app: App, stores: Stores, caseId: string): Promise<Asked | null> {
  const kept = await openJson<Asked>(app, stores, caseId, sealedName);
  // A set of before there were stored questions is answered as it was asked.
  return kept === null
    ? null
    : { ...kept, stored: kept.stored ?? [], storedRight: kept.storedRight ?? [] };
}

/** [Start answering questions]. Started twice is started once. */
export async function startQuestions(app: App, caseId: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  if (stepOf(stored.state, 'questions')?.status === 'in_progress')
    return submitIfComplete(app, caseId);
  const record = await app.directory.find(stored.state.accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account');
  const set = questionsFor(app, record, await app.db.read.now());
  if (set === null) return submit(app, caseId, judgeNotEnoughFacts().verdict);
  const registered = await storedQuestionsFor(app, record.accountId);
  try {
    await drawSet(app, caseId, { set, registered });
  } catch (error) {
    // Whoever has the password could use up the sets day by day: the owner goes on all the same.
    if (!(error instanceof ThawError && error.code === 'quota')) throw error;
    await submit(app, caseId, judgeNoSetLeft().verdict);
  }
}

async function drawSet(
  app: App,
  caseId: string,
  {
    registered,
    set,
  }: { readonly registered: readonly StoredQuestion[]; readonly set: QuestionSet },
): Promise<void> {
  await execute(
    app,
    { caseId, actor: { type: 'person' }, command: { type: 'start_step', step: 'questions' } },
    async (tx, state) => {
      // Before anything is counted: the last set's second start must not find none left, and end it.
      if (stepOf(state, 'questions')?.status === 'in_progress') {
        throw new ThawError('already_done', 'the questions are asked');
      }
      const { questionSetsPerAccountADay, questionSetsPerCase } = limits;
      const { raise } = tx.budgets;
      // Over cases, devices and restarts; a set that a reviewer asks for again counts as well.
      if (!(await raise(`questions:${state.accountId}`, 86_400, questionSetsPerAccountADay))) {
        throw new ThawError('quota', 'question sets a day', { retryAfterSeconds: 3600 });
      }
      if (!(await raise(`questions-case:${caseId}`, wholeLifeSeconds, questionSetsPerCase))) {
        throw new ThawError('quota', 'question sets of a case');
      }
      const shownAt = await tx.now();
      const asked: Asked = {
        set,
        stored: registered,
        answers: [],
        storedRight: [],
        shownAt,
      };
      await sealJson(app, tx, caseId, sealedName, asked);
    },
  );
}

function questionsFor(app: App, record: AccountRecord, now: string): QuestionSet | null {
  const set = generateQuestions({
    history: record.history,
    country: record.country,
    // Without a freeze (a channel was lost, say) the account goes on, and its questions with it.
    asOf: record.lock === null ? now : frozenSince(record.lock),
    draw: drawFor(app, record.accountId),
  });
  return set.outcome === 'questions' ? set : null;
}

/** As many bits as a number holds: what is left over by a small bound favors none by more than 2^-18. */
const drawnHexDigits = 12;

/** Of the account and the service's secret: another case draws the same. */
function drawFor({ secrets }: App, accountId: string): Draw {
  return (name, bound) => {
    const hex = secrets.keyed('questions', JSON.stringify([accountId, name]));
    return Number.parseInt(hex.slice(0, drawnHexDigits), 16) % bound;
  };
}

export async function viewQuestions(app: App, caseId: string): Promise<QuestionsView> {
  const asked = await openAsked(app, app.db.read, caseId);
  const next = asked === null ? null : nextQuestion(asked);
  return {
    total: asked === null ? 0 : totalOf(asked),
    secondsEach: limits.questionSecondsEach,
    question:
      asked === null || next === null
        ? null
        : { ...next, endsAt: addSeconds(asked.shownAt, limits.questionSecondsEach) },
  };
}

const totalOf = ({ set, stored }: Asked) => set.questions.length + stored.length;
const answeredOf = ({ answers, storedRight }: Asked) => answers.length + storedRight.length;

function nextQuestion(asked: Asked) {
  const index = answeredOf(asked);
  const question = asked.set.questions[index];
  if (question !== undefined) {
    const { optionIds, options, params, reasonId, textId } = question;
    // A set of before there were ids has its options in English only.
    const inWords = optionIds === undefined ? {} : { optionIds };
    return { index, textId: withParams(textId, params), reasonId, options, ...inWords };
  }
  const stored = asked.stored[index - asked.set.questions.length];
  if (stored === undefined) return null;
  const textId = `question.stored.${stored}`;
  return { index, textId, reasonId: 'question.reason.stored', options: [] };
}

export interface GivenAnswer {
  readonly question: number;
  /** Of a question with options; -1: none of them. */
  readonly option?: number;
  /** Of a question without options. */
  readonly text?: string;
}

/** One answer. After the last one there is one verdict for the set, and the person is not told it. */
export async function answerQuestion(app: App, caseId: string, answer: GivenAnswer): Promise<void> {
  // Outside the transaction: a hash of twenty milliseconds holds no lock.
  const typedRight = await judgeTyped(app, caseId, answer);
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored === null || stepOf(stored.state, 'questions')?.status !== 'in_progress') {
      throw new ThawError('not_now', 'no questions are asked');
    }
    await recordAnswer(app, tx, caseId, answer, typedRight);
  });
  await submitIfComplete(app, caseId);
}

/** False where the question at that place has options or is not there. */
async function judgeTyped(app: App, caseId: string, answer: GivenAnswer): Promise<boolean> {
  const asked = await openAsked(app, app.db.read, caseId);
  const question = asked?.stored[answer.question - asked.set.questions.length];
  const state = (await app.db.read.cases.load(caseId))?.state;
  if (question === undefined || state === undefined) return false;
  return isRightAnswer(app, { accountId: state.accountId, question, answer: answer.text ?? '' });
}

async function recordAnswer(
  app: App,
  tx: Stores,
  caseId: string,
  answer: GivenAnswer,
  typedRight: boolean,
): Promise<void> {
  const asked = await openAsked(app, tx, caseId);
  if (asked === null || answer.question >= totalOf(asked)) {
    throw new ThawError('not_now', 'no such question');
  }
  // Answered before: the first answer stands, and the page gets the next question.
  if (answer.question < answeredOf(asked)) return;
  const question = asked.set.questions[answer.question];
  const { option, text } = answer;
  const fits =
    question === undefined
      ? text !== undefined
      : option !== undefined && option < question.options.length;
  if (answer.question > answeredOf(asked) || !fits) {
    throw new ThawError('bad_request', 'question out of order or unknown option');
  }
  const now = await tx.now();
  const late = secondsBetween(asked.shownAt, now) > limits.questionSecondsEach + graceSeconds;
  const next: Asked =
    question === undefined
      ? { ...asked, storedRight: [...asked.storedRight, typedRight && !late], shownAt: now }
      : { ...asked, answers: [...asked.answers, late ? null : (option ?? null)], shownAt: now };
  await sealJson(app, tx, caseId, sealedName, next);
}

async function submitIfComplete(app: App, caseId: string): Promise<void> {
  const asked = await openAsked(app, app.db.read, caseId);
  if (asked === null || answeredOf(asked) < totalOf(asked)) {
    app.changed(caseId);
    return;
  }
  const { verdict } = judgeQuestions(asked);
  // No second set and no answer to the person: a failed set is a sign for the reviewer (A4 #32).
  await submit(
    app,
    caseId,
    verdict.outcome === 'retry' ? { outcome: 'needs_review', reasons: verdict.reasons } : verdict,
  );
}

async function submit(app: App, caseId: string, verdict: StepVerdict): Promise<void> {
  await execute(app, {
    caseId,
    actor: { type: 'person' },
    command: { type: 'submit_step', step: 'questions', verdict },
  });
}
