import type { Pool, PoolClient } from 'pg';
import { type Query, queryOn, read } from '../postgres/query.ts';

/** The same key was used before for another effect or another account: a caller's mistake. */
export class EffectKeyReused extends Error {
  constructor() {
    super('This effect key belongs to another effect.');
    this.name = 'EffectKeyReused';
  }
}

export class AccountUnknown extends Error {
  constructor() {
    super('The directory has no such account.');
    this.name = 'AccountUnknown';
  }
}

interface EffectRequest<T extends object> {
  readonly effect: 'freeze' | 'unlock' | 'recover' | 'lift_restriction' | 'end_sessions';
  readonly accountId: string;
  readonly key: string;
  /** Runs in the transaction that records the effect. */
  perform(q: Query): Promise<T>;
}

export async function inTransaction<T>(
  pool: Pool,
  work: (q: Query, client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(queryOn(client), client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Takes the key, or waits for whoever holds it and answers what was answered then. */
async function answered(q: Query, request: EffectRequest<object>): Promise<object | null> {
  const taken = await q.run(
    `insert into directory.effects (key, effect, account_id, at)
     values ($1, $2, $3, thaw_now()) on conflict (key) do nothing`,
    [request.key, request.effect, request.accountId],
  );
  if (taken === 1) return null;
  const before = await q.row(
    'select effect, account_id, result from directory.effects where key = $1',
    [request.key],
  );
  if (before === null) throw new Error('an effect that was taken is gone');
  const same =
    read.text(before, 'effect') === request.effect &&
    read.text(before, 'account_id') === request.accountId;
  if (!same) throw new EffectKeyReused();
  return read.object(before, 'result');
}

/** Does the effect once for each key, in one transaction with its record. `parse` reads the record. */
export async function once<T extends object>(
  pool: Pool,
  request: EffectRequest<T>,
  parse: (recorded: object) => T,
): Promise<T> {
  return await inTransaction(pool, async (q) => {
    const before = await answered(q, request);
    if (before !== null) return parse(before);
    const result = await request.perform(q);
    await q.run('update directory.effects set result = $2 where key = $1', [
      request.key,
      JSON.stringify(result),
    ]);
    return result;
  });
}

/** Effects on one account queue up behind its row. False: no such account. */
export async function lockAccount(q: Query, accountId: string): Promise<boolean> {
  const row = await q.row('select 1 from directory.accounts where account_id = $1 for update', [
    accountId,
  ]);
  return row !== null;
}
