/**
 * Row 5's other half: a step is submitted without hashing (the mailed link is pressed, and the step
 * passes), against oidc-provider's `interactionResult`.
 */

import { createHash } from 'node:crypto';
import type { BenchResult } from './row.ts';
import {
  AT_ONCE,
  addressOf,
  type Bench,
  compare,
  enter,
  expectStatus,
  type Session,
  withBench,
} from './submit.ts';
import { inParallel, type Reply, send } from './submit-load.ts';

const ticked = ['own_account', 'limits_48h', 'data_use', 'false_statements', 'biometric_consent'];
const textHash = createHash('sha256').update('the reminder').digest('hex');

/** A person's own request on her case. */
async function act(
  { thaw: { port } }: Bench,
  { account, cookie, csrf }: Session,
  path: string,
  json: object,
): Promise<Reply> {
  const origin = `http://localhost:${port}`;
  const headers = { origin, cookie, 'x-thaw-csrf': csrf, 'x-forwarded-for': addressOf(account) };
  return expectStatus(await send(port, 'POST', path, { headers, json }), 200);
}

/** Enters, presses [Unlock] and accepts the reminder. */
async function ask(bench: Bench): Promise<Session> {
  const session = await enter(bench);
  const { reminder } = JSON.parse((await act(bench, session, '/u/case/unlock', {})).body) as {
    readonly reminder: { readonly version: string };
  };
  const { version } = reminder;
  await act(bench, session, '/u/case/reactivate', { ticked, locale: 'en', textHash, version });
  return session;
}

interface Waiting {
  readonly session: Session;
  readonly token: string;
}

/** Persons who asked for their accounts, each with the link that was mailed to her. */
async function awaitConfirmation(bench: Bench, count: number): Promise<readonly Waiting[]> {
  const sessions: Session[] = [];
  await inParallel(count, AT_ONCE, async () => {
    sessions.push(await ask(bench));
  });
  await bench.settle();
  const mailed = await bench.thaw.confirmations();
  return sessions.map((session) => {
    const token = mailed.get(`${session.account}@bench.example`);
    if (token === undefined) throw new Error(`${session.account} was mailed no link`);
    return { session, token };
  });
}

export function measure(): Promise<BenchResult> {
  return withBench(async (bench) => {
    const others = await bench.yardsticks();
    if (typeof others === 'string') throw new Error(`nothing to compare with: ${others}`);
    const { oidc, interactionResult } = others;
    const waiting: Waiting[] = [];
    const submit = {
      async prepare(count: number) {
        waiting.push(...(await awaitConfirmation(bench, count)));
      },
      async request() {
        const next = waiting.pop();
        if (next === undefined) throw new Error('nobody waits for a confirmation');
        const reply = await act(bench, next.session, '/m/confirm', { token: next.token });
        const { state } = JSON.parse(reply.body) as { readonly state: string };
        if (state !== 'done') throw new Error(`the link answered ${state}`);
      },
    };
    const yardstick = { served: oidc, request: interactionResult, bar: 1.2 };
    return compare(bench, submit, { 'oidc-provider interactionResult': yardstick }, null);
  });
}
