/** Answers that people registered at the host before: only hashes are kept, and typed ones compared. */

import { ThawError } from '../core/errors.ts';
import {
  normalAnswer,
  refuseAnswers,
  type StoredQuestion,
  storedQuestions,
} from '../core/questions/stored-answers.ts';
import type { App } from './app.ts';

/** Asked beside the questions from history, so that a set stays short. */
const askedMax = 2;

/** Replaces what was registered before; an empty list takes all back. */
export async function registerAnswers(
  app: App,
  accountId: string,
  given: readonly { readonly question: string; readonly answer: string }[],
): Promise<void> {
  const record = await app.directory.account(accountId);
  if (record === null) throw new ThawError('not_found', 'the host knows no such account');
  const answers = given.map(({ answer, question }) => ({
    answer,
    question: knownQuestion(question),
  }));
  if (new Set(answers.map(({ question }) => question)).size < answers.length) {
    throw new ThawError('bad_request', 'a question is there twice');
  }
  const { givenNames, surname } = record.fullName;
  const addresses = record.contacts.flatMap(({ address }) => [
    address,
    address.split('@')[0] ?? '',
  ]);
  const refused = refuseAnswers(answers, [
    givenNames,
    surname,
    `${givenNames} ${surname}`,
    ...addresses,
  ]);
  if (refused !== null) {
    throw new ThawError('answer_refused', `${refused.question}: ${refused.refusal}`);
  }
  const rows = await Promise.all(
    answers.map(async ({ answer, question }) => ({
      question,
      hash: await app.passwords.hash(peppered(app, { accountId, question, answer })),
    })),
  );
  await app.db.transaction(async (tx) => {
    await tx.answers.replace(accountId, rows);
    await tx.audit.add({
      actor: { type: 'system' },
      action: 'answers.registered',
      accountId,
      detail: { questions: rows.map((row) => row.question) },
    });
  });
}

function knownQuestion(name: string): StoredQuestion {
  const question = storedQuestions.find((known) => known === name);
  if (question === undefined) throw new ThawError('bad_request', 'no such question');
  return question;
}

/** Which of the registered questions are asked in one set. */
export async function storedQuestionsFor(app: App, accountId: string): Promise<StoredQuestion[]> {
  const rows = await app.db.read.answers.list(accountId);
  const registered = storedQuestions.filter((question) =>
    rows.some((row) => row.question === question),
  );
  const start = app.secrets.randomInts(1, Math.max(1, registered.length))[0] ?? 0;
  return [...registered.slice(start), ...registered.slice(0, start)].slice(0, askedMax);
}

/** The same work for a right, a wrong and a missing answer. */
export async function isRightAnswer(
  app: App,
  typed: { readonly accountId: string; readonly question: StoredQuestion; readonly answer: string },
): Promise<boolean> {
  const rows = await app.db.read.answers.list(typed.accountId);
  const hash = rows.find((row) => row.question === typed.question)?.hash ?? null;
  return app.passwords.verify(hash, peppered(app, typed), `${typed.accountId} ${typed.question}`);
}

/**
 * The pepper is the operator's master key, which the database never sees. The account and the question
 * go in as well: a hash that is moved to another row fits nothing.
 */
function peppered(
  app: App,
  typed: { readonly accountId: string; readonly question: string; readonly answer: string },
): string {
  const bound = JSON.stringify([typed.accountId, typed.question, normalAnswer(typed.answer)]);
  return app.secrets.keyed('stored-answer', bound);
}
