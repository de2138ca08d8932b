import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFreshDatabase } from '../../dev/fresh-database.fixture.ts';
import { createDevSmsSender } from './sms.ts';

let pool: Pool;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ pool, stop } = await startFreshDatabase({ development: true }));
}, 60_000);
afterAll(async () => await stop());

it('a message that was sent can be read on the desk', async () => {
  await createDevSmsSender(pool).send({ messageId: 'm-1', to: '+15550100', text: 'Hello' });
  const { rows } = await pool.query('select message_id, sent_to, body from dev.sms');
  expect(rows).toEqual([{ message_id: 'm-1', sent_to: '+15550100', body: 'Hello' }]);
});

it('the development clock moves the one clock and never goes back', async () => {
  await pool.query('update dev.clock set offset_seconds = offset_seconds + 7200');
  const { rows } = await pool.query(
    'select extract(epoch from thaw_now() - clock_timestamp())::float8 as ahead',
  );
  expect(rows[0]?.ahead).toBeCloseTo(7200, 0);
  await expect(pool.query('update dev.clock set offset_seconds = -1')).rejects.toThrow();
});
