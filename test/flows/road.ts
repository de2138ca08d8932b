/** Short ways through the service for tests: over HTTP as host, person and reviewer. */

import { randomUUID } from 'node:crypto';
import type { LockCause } from '../../src/core/case/lock.ts';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { passCodes } from '../fixtures/codes.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  reactivate,
  requiredTicks,
  sendPassport,
  sendSelfie,
} from '../fixtures/person.ts';
import { advance, type TestWorld } from '../fixtures/world.ts';

/** Ivo's account: frozen after wrong passwords it needs questions, e-mail, document, one approval. */
export const ivo = 'nw-100002';
export const mara = 'nw-100001';
export const sana = 'nw-100003';

export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** The host's own calls. A header of null is left out. */
export async function api(
  world: TestWorld,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Record<string, string | null> = {},
): Promise<ApiAnswer> {
  const all: Record<string, string | null> = {
    authorization: `Bearer ${world.apiKey}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const sent = Object.entries(all).filter((e): e is [string, string] => e[1] !== null);
  const response = await fetch(new URL(path, world.urls.thaw), {
    method,
    headers: Object.fromEntries(sent),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : JSON.parse(text),
    headers: response.headers,
  };
}

export async function freeze(
  world: TestWorld,
  accountId: string,
  cause: LockCause = 'brute_force',
) {
  // Wrong passwords begin no new freeze where one holds: here it is the host's own engine that asks.
  if (cause === 'brute_force') await freezeAtHost(world, accountId, cause);
  const answer = await api(world, 'POST', `/api/v1/accounts/${accountId}/freeze`, { cause });
  if (answer.status !== 201) throw new Error(`freezing answered ${answer.status}`);
  return String(answer.body['freeze_id']);
}

/** A new freeze that Thaw is not told of. */
export async function freezeAtHost(world: TestWorld, accountId: string, cause: LockCause) {
  const request = { accountId, cause, by: 'host', key: randomUUID() };
  return world.context.app.directory.freeze(request);
}

/** The host thaws the account by itself: what it was frozen for is over, too. */
export async function thawAtHost(world: TestWorld, accountId: string): Promise<void> {
  const { directory } = world.context.app;
  const freezeId = (await directory.account(accountId))?.lock?.freezeId;
  if (freezeId === undefined) return;
  await directory.unlock({ accountId, freezeId, restrictions: [], key: randomUUID() });
}

/** The raw entry token of a new or resumed case. */
export async function entryToken(world: TestWorld, accountId: string): Promise<string> {
  const answer = await api(world, 'POST', '/api/v1/cases', {
    account_id: accountId,
    kind: 'unlock',
  });
  if (answer.status !== 201) throw new Error(`opening answered ${answer.status}`);
  return String(answer.body['url']).split('#t=')[1] ?? '';
}

export async function enterCase(world: TestWorld, accountId: string): Promise<HttpClient> {
  const person = new HttpClient(world.urls.thaw);
  const entered = await person.post<CaseView>('/u/session', {
    token: await entryToken(world, accountId),
  });
  if (entered.status !== 200) throw new Error(`entering answered ${entered.status}`);
  return person;
}

/** Frozen anew, entered, [Unlock] pressed: the reminder is next. */
export async function freshCase(world: TestWorld, accountId = ivo): Promise<HttpClient> {
  await freezesArrived(world);
  await freeze(world, accountId);
  const person = await enterCase(world, accountId);
  const asked = await person.post('/u/case/unlock');
  if (asked.status !== 200) throw new Error(`[Unlock] answered ${asked.status}`);
  return person;
}

/** Raw token of the newest mailed link of a kind, as soon as it was made. */
export async function mailedToken(
  world: TestWorld,
  caseId: string,
  purpose: 'confirm' | 'not_me' | 'disable' | 'progress' | 'vouch',
): Promise<string> {
  const { db, secrets } = world.context.app;
  const row = await until(() => db.read.tokens.latest(caseId, purpose));
  return secrets.tokenFor(purpose, row.id);
}

/** Questions answered at random, e-mail confirmed. */
export async function answerQuestionsThenConfirm(
  world: TestWorld,
  person: HttpClient,
  ticks: readonly string[] = requiredTicks,
): Promise<void> {
  // Ten question sets and a few codes a day and account are enough for people, not for a file of tests.
  await rows(world, `delete from thaw.budgets where scope ~ '^(questions:|codes)'`);
  const begun = (await reactivate(person, ticks)).body;
  if (begun.current === 'questions') await answerQuestions(person);
  await person.post('/m/confirm', { token: await mailedToken(world, begun.caseId, 'confirm') });
}

/** On to the document; codes are shown where they are asked for. */
export async function toDocument(
  world: TestWorld,
  person: HttpClient,
  ticks: readonly string[] = requiredTicks,
): Promise<CaseView> {
  await answerQuestionsThenConfirm(world, person, ticks);
  return passCodes(world, person);
}

/** Consent given, the passport sent: the selfie is next. */
export async function toSelfie(world: TestWorld): Promise<HttpClient> {
  const person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  await sendPassport(person, 'mara');
  return person;
}

export async function toFace(world: TestWorld): Promise<HttpClient> {
  const person = await toSelfie(world);
  const { current } = await sendSelfie(person, 'mara');
  if (current !== 'face') throw new Error(`the step is ${current}`);
  return person;
}

export const statementText =
  'I wrote three wrong passwords from my new computer and would like to have my account back.';

/**
 * Everything in, without a camera: the other lane for the document, then the queue. Where the plan holds
 * the case for a day the clock moves on, all sessions end, and the person comes in anew.
 */
export async function toReview(world: TestWorld, accountId = ivo): Promise<HttpClient> {
  const person = await freshCase(world, accountId);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  const view = (await person.post<CaseView>('/u/statement', { text: statementText })).body;
  if (view.status === 'waiting_delay') {
    await advance(world, 24 * 3600 + 1);
    const held = 'select status from thaw.cases where case_id = $1';
    await until(async () => {
      const [row] = await rows<{ status: string }>(world, held, [view.caseId]);
      return row?.status === 'in_review';
    });
    return enterCase(world, accountId);
  }
  if (view.status !== 'in_review') throw new Error(`the case is ${view.status}`);
  return person;
}

/** Claims the next case and approves it with every doubt accepted. */
export async function approveNext(reviewer: HttpClient) {
  const claimed = await reviewer.post<ReviewView>('/c/claim-next');
  if (claimed.status !== 200) throw new Error(`claiming answered ${claimed.status}`);
  const review = claimed.body;
  const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
  const note = 'The person was called back under the known number.';
  return {
    review,
    answer: await reviewer.post(`/c/cases/${review.caseId}/approve`, { accepted, note }),
  };
}

export async function rows<T extends object>(
  world: TestWorld,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  return (await world.context.pool.query(sql, [...values])).rows as T[];
}

/** Number of rows that a query counts as `n`. */
export async function count(world: TestWorld, sql: string, values: readonly unknown[] = []) {
  const [row] = await rows<{ n: string }>(world, sql, values);
  return Number(row?.n);
}

export async function until<T>(
  ask: () => Promise<T | null | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** A freeze on its way to the host would also end the case that the next test opens. */
export const freezesArrived = (world: TestWorld) =>
  until(
    async () =>
      (await count(world, `select count(*) as n from thaw.jobs where name = 'host-freeze'`)) === 0,
  );

export const statusesOf = (answers: readonly { readonly status: number }[]) =>
  answers.map((a) => a.status).toSorted((a, b) => a - b);
