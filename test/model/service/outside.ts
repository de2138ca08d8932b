/**
 * What outlives a crash of the service: the database with a clock that only the test moves, the host,
 * the mailboxes, the receiver of webhooks.
 */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createEmbeddedDirectory } from '../../../src/adapters/directory-embedded/directory.ts';
import { createPool } from '../../../src/adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../../src/adapters/postgres-embedded/start-embedded-postgres.ts';
import type { WebhookSender } from '../../../src/app/app.ts';
import { runMigrations } from '../../../src/composition/database.ts';
import type { Directory, Mailer, MailMessage } from '../../../src/core/ports.ts';

export interface Outside {
  readonly url: string;
  readonly dataDir: string;
  readonly pool: Pool;
  readonly directory: Directory;
  readonly mailer: Mailer;
  readonly webhooks: WebhookSender;
  /** By message id: how often it came. */
  readonly mails: ReadonlyMap<string, { readonly message: MailMessage; readonly times: number }>;
  readonly hooks: ReadonlyMap<string, { readonly body: string; readonly times: number }>;
  /** Moves the one clock; it stands still otherwise, but for a microsecond at each look. */
  pass(seconds: number): Promise<void>;
  /** A frozen account nobody has touched yet; its freeze can be lifted after `waitSeconds`. */
  newAccount(waitSeconds: number): Promise<string>;
  stop(): Promise<void>;
}

/** Every look is a microsecond later than the one before, so that "the newest" is one. */
const clock = `
  create schema if not exists model;
  create table model.clock (at timestamptz not null);
  insert into model.clock values ('2026-11-22T10:00:00Z');
  create sequence model.look;
  create or replace function thaw_now() returns timestamptz language sql volatile as
    'select at + nextval(''model.look'') * interval ''1 microsecond'' from model.clock'`;

export async function startOutside(): Promise<Outside> {
  const dataDir = mkdtempSync(join(tmpdir(), 'thaw-model-'));
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  await runMigrations(server.connectionString);
  const pool = createPool(server.connectionString, 4);
  await pool.query(clock);
  const mails = new Map<string, { message: MailMessage; times: number }>();
  const hooks = new Map<string, { body: string; times: number }>();
  return {
    url: server.connectionString,
    dataDir,
    pool,
    directory: createEmbeddedDirectory(pool),
    mailer: {
      async send(message) {
        const times = (mails.get(message.messageId)?.times ?? 0) + 1;
        mails.set(message.messageId, { message, times });
      },
    },
    webhooks: {
      async send({ body, id }) {
        hooks.set(id, { body, times: (hooks.get(id)?.times ?? 0) + 1 });
        return { ok: true, status: 204 };
      },
    },
    mails,
    hooks,
    async pass(seconds) {
      await pool.query('update model.clock set at = at + make_interval(secs => $1)', [seconds]);
    },
    newAccount: (waitSeconds) => newAccount(pool, waitSeconds),
    async stop() {
      await pool.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function newAccount(pool: Pool, waitSeconds: number): Promise<string> {
  const accountId = `m-${randomUUID()}`;
  // A whole second, so that the model can count in seconds from here.
  await pool.query(`update model.clock set at = date_trunc('second', at) + interval '1 day'`);
  await pool.query(`select setval('model.look', 1)`);
  await pool.query(
    `insert into directory.accounts (account_id, surname, given_names, birth_date, country, kyc_level,
            factors_bound, value_eur, locale, joined_at)
     values ($1, 'Doe', 'Bo', '1990-01-01', 'UTO', 2, '{password,email}', 5000, 'en',
             thaw_now() - interval '3 years')`,
    [accountId],
  );
  await pool.query(
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     select $1 || n, $1, 'email', $1 || n || '@model.example', $1 || n || '@model.example',
            thaw_now() - interval '3 years', n = 1 from generate_series(1, 2) n`,
    [accountId],
  );
  await pool.query(
    `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since, earliest_unlock_at,
            frozen_by)
     select gen_random_uuid(), $1, 'self', 'self_service', at - interval '1 minute',
            case when $2 > 0 then at + make_interval(secs => $2) end, 'model' from model.clock`,
    [accountId, waitSeconds],
  );
  return accountId;
}
