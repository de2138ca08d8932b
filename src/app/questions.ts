import { stepOf } from '../core/case/evolve.ts';
import type { StepVerdict } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { AccountRecord } from '../core/ports.ts';
import { generateQuestions } from '../core/questions/generate.ts';
import type { QuestionSet } from '../core/questions/types.ts';
import { addSeconds, secondsBetween } from '../core/time.ts';
import type { QuestionsView } from '../core/wire.ts';
import { judgeNotEnoughFacts, judgeQuestions } from '../verifications/questions/judge-questions.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import type { Stores } from './stores.ts';
import { openJson, sealJson } from './vault.ts';

/** Sealed with the case's key: the set stays the same until it is answered (OWASP). */
interface Asked {
  readonly set: QuestionSet;
  readonly answers: readonly (number | null)[];
  /** When the question to answer now was shown. */
  readonly shownAt: string;
}

/** For the way of an answer over a slow network. */
const graceSeconds = 5;
const setsPerAccountADay = 10;
const sealedName = 'questions';

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
  await execute(
    app,
    { caseId, actor: { type: 'person' }, command: { type: 'start_step', step: 'questions' } },
    async (tx, state) => {
      if (!(await tx.budgets.raise(`questions:${state.accountId}`, 86_400, setsPerAccountADay))) {
        throw new ThawError('quota', 'question sets a day', { retryAfterSeconds: 3600 });
      }
      const asked: Asked = { set, answers: [], shownAt: await tx.now() };
      await sealJson(app, tx, caseId, sealedName, asked);
    },
  );
}

function questionsFor(app: App, record: AccountRecord, now: string): QuestionSet | null {
  const set = generateQuestions({
    history: record.history,
    country: record.country,
    now,
    pick: (bound) => app.secrets.randomInts(1, bound)[0] ?? 0,
  });
  return set.outcome === 'questions' ? set : null;
}

export async function viewQuestions(app: App, caseId: string): Promise<QuestionsView> {
  const asked = await openJson<Asked>(app, app.db.read, caseId, sealedName);
  const index = asked?.answers.length ?? 0;
  const question = asked?.set.questions[index];
  return {
    total: asked?.set.questions.length ?? 0,
    secondsEach: limits.questionSecondsEach,
    question:
      asked === null || question === undefined
        ? null
        : {
            index,
            textId: textWithParams(question.textId, question.params),
            reasonId: question.reasonId,
            options: question.options,
            endsAt: addSeconds(asked.shownAt, limits.questionSecondsEach),
          },
  };
}

function textWithParams(id: string, params: Readonly<Record<string, string>>): string {
  return Object.keys(params).length === 0 ? id : `${id}|${JSON.stringify(params)}`;
}

/** One answer. After the last one there is one verdict for the set, and the person is not told it. */
export async function answerQuestion(
  app: App,
  caseId: string,
  answer: { readonly question: number; readonly option: number },
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const stored = await tx.cases.load(caseId, { lock: true });
    if (stored === null || stepOf(stored.state, 'questions')?.status !== 'in_progress') {
      throw new ThawError('not_now', 'no questions are asked');
    }
    await recordAnswer(app, tx, caseId, answer);
  });
  await submitIfComplete(app, caseId);
}

async function recordAnswer(
  app: App,
  tx: Stores,
  caseId: string,
  answer: { readonly question: number; readonly option: number },
): Promise<void> {
  const asked = await openJson<Asked>(app, tx, caseId, sealedName);
  const question = asked?.set.questions[answer.question];
  if (asked === null || question === undefined) throw new ThawError('not_now', 'no such question');
  // Answered before: the first answer stands, and the page gets the next question.
  if (answer.question < asked.answers.length) return;
  if (answer.question > asked.answers.length || answer.option >= question.options.length) {
    throw new ThawError('bad_request', 'question out of order or unknown option');
  }
  const now = await tx.now();
  const late = secondsBetween(asked.shownAt, now) > limits.questionSecondsEach + graceSeconds;
  const next: Asked = {
    set: asked.set,
    answers: [...asked.answers, late ? null : answer.option],
    shownAt: now,
  };
  await sealJson(app, tx, caseId, sealedName, next);
}

async function submitIfComplete(app: App, caseId: string): Promise<void> {
  const asked = await openJson<Asked>(app, app.db.read, caseId, sealedName);
  if (asked === null || asked.answers.length < asked.set.questions.length) {
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
