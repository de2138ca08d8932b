/** The one statement that starts a case, with a real case's contents and nothing around it. */

import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { createDatabase } from '../src/adapters/postgres/database.ts';
import { noNews } from '../src/adapters/postgres/news.ts';
import type { CaseEvent, CaseState } from '../src/core/case/types.ts';

interface Example {
  readonly state: CaseState;
  readonly type: string;
  readonly payload: object;
  readonly sealed: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** Writes a case like the ones that are there, for an account of its own, at each call. */
export function openAlone(pool: Pool): () => Promise<void> {
  const { cases } = createDatabase(pool, noNews).read;
  let example: Promise<Example> | null = null;
  return async () => {
    example ??= findExample(pool);
    const { state, type, payload, sealed, wrapped } = await example;
    const [caseId, tokenId] = [randomUUID(), randomUUID()];
    const accountId = `alone-${caseId}`;
    const ids = { caseId, accountId };
    const standing = await cases.open({
      state: { ...state, ...ids },
      event: { type, ...payload } as CaseEvent,
      actor: { type: 'host', id: tokenId },
      beside: false,
      job: {
        key: `expire:${caseId}:1`,
        name: 'run-timer',
        payload: { caseId, command: 'expire' },
        dueAt: state.expiresAt,
      },
      wrappedKey: wrapped,
      sealed: { name: 'account', bytes: sealed },
      token: {
        ...ids,
        ...{ id: tokenId, purpose: 'enter', contactId: null, ttlSeconds: 600 },
        hash: new Uint8Array(randomBytes(32)),
      },
    });
    if (standing !== null) throw new Error('the case was not opened');
  };
}

async function findExample(pool: Pool): Promise<Example> {
  const { rows } = await pool.query<Example>(
    `select state, type, payload, bytes as sealed, wrapped
       from thaw.cases join thaw.events using (case_id) join thaw.case_keys using (case_id)
       join thaw.sealed using (case_id)
      where events.version = 1 and cases.version = 1 and name = 'account' limit 1`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error('there is no case to go by');
  return found;
}
