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
import type {
  Directory,
  HeadKeeper,
  Mailer,
  SmsSender,
  TotpSecret,
} from '../../../src/core/ports.ts';
import { type Troubles, troubledHost, troubledSender } from './troubles.ts';

export interface Outside {
  readonly url: string;
  readonly dataDir: string;
  readonly pool: Pool;
  /** The service's connections: a new process takes those that the dead one left whole. */
  readonly servicePool: Pool;
  /** The host itself, which always answers; and as the service reaches it. */
  readonly directory: Directory;
  readonly reached: Directory;
  readonly troubles: Troubles;
  readonly mailer: Mailer;
  readonly sms: SmsSender;
  readonly webhooks: WebhookSender;
  /** Where signed heads are kept besides the database. */
  readonly heads: HeadKeeper;
  /** Mails and short messages by their id, and webhook bodies by theirs. */
  readonly messages: ReadonlyMap<string, { readonly to: string }>;
  readonly hooks: ReadonlyMap<string, string>;
  /** Moves the one clock; it stands still otherwise, but for a microsecond at each look. */
  pass(seconds: number): Promise<void>;
  /** What came for earlier ones is forgotten. */
  newAccount(account: NewAccount): Promise<string>;
  stop(): Promise<void>;
}

/** An account nobody has touched yet. */
export interface NewAccount {
  readonly frozen: boolean;
  /** Its freeze can be lifted so much later. */
  readonly waitSeconds: number;
  /** The host was told already that the authenticator app is lost. */
  readonly appLost: boolean;
}

/** The secret of every account's authenticator app. */
export const appSecret: TotpSecret = {
  secret: Buffer.from('of the model alone'),
  digits: 6,
  periodSeconds: 30,
  algorithm: 'sha1',
};

/** Every look is a microsecond later than the one before, so that "the newest" is one. */
const clock = `
  create schema if not exists model;
  create table model.clock (at timestamptz not null);
  insert into model.clock values ('2026-11-22T10:00:00Z');
  create sequence model.look;
  create or replace function thaw_now() returns timestamptz language sql volatile as
    'select at + nextval(''model.look'') * interval ''1 microsecond'' from model.clock'`;

function keptInMemory(): HeadKeeper {
  let newest: string | null = null;
  return {
    last: async () => newest,
    async keep(checkpoint) {
      newest = checkpoint;
    },
  };
}

export async function startOutside(): Promise<Outside> {
  const dataDir = mkdtempSync(join(tmpdir(), 'thaw-model-'));
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  await runMigrations(server.connectionString);
  const pool = createPool(server.connectionString, 4);
  await pool.query(clock);
  // Here the service dies and never PostgreSQL: no commit hangs on the disk.
  await pool.query('alter role current_user set synchronous_commit = off');
  const servicePool = createPool(server.connectionString, 12);
  const messages = new Map<string, { to: string }>();
  const hooks = new Map<string, string>();
  const note = async ({ messageId, to }: { messageId: string; to: string }) => {
    messages.set(messageId, { to });
  };
  const directory = createEmbeddedDirectory(pool);
  const troubles: Troubles = { now: null };
  return {
    url: server.connectionString,
    dataDir,
    pool,
    servicePool,
    directory,
    reached: troubledHost(directory, troubles),
    troubles,
    mailer: troubledSender({ send: note }, troubles),
    sms: troubledSender({ send: note }, troubles),
    heads: keptInMemory(),
    webhooks: {
      async send({ body, id }) {
        hooks.set(id, body);
        return { ok: true, status: 204, failure: null };
      },
    },
    messages,
    hooks,
    async pass(seconds) {
      await pool.query('update model.clock set at = at + make_interval(secs => $1)', [seconds]);
    },
    newAccount(account) {
      troubles.now = null;
      messages.clear();
      hooks.clear();
      return newAccount(pool, account);
    },
    async stop() {
      await servicePool.end();
      await pool.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function newAccount(pool: Pool, account: NewAccount): Promise<string> {
  const { appLost, frozen, waitSeconds } = account;
  const accountId = `m-${randomUUID()}`;
  // A whole second, so that the model can count in seconds from here.
  await pool.query(`update model.clock set at = date_trunc('second', at) + interval '1 day'`);
  await pool.query(`select setval('model.look', 1)`);
  await pool.query(
    `insert into directory.accounts (account_id, surname, given_names, birth_date, country, kyc_level,
            factors_bound, factors_lost, value_eur, locale, joined_at)
     values ($1, 'Doe', 'Bo', '1990-01-01', 'UTO', 2, '{password,email,sms,totp}', $2, 5000, 'en',
             thaw_now() - interval '3 years')`,
    [accountId, appLost ? ['totp'] : []],
  );
  await pool.query(
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     select $1 || channel || n, $1, channel, $1 || n, $1 || n, thaw_now() - interval '3 years', login
       from (values (1, 'email', true), (2, 'email', false), (3, 'sms', false))
         as contact (n, channel, login)`,
    [accountId],
  );
  if (!frozen) return accountId;
  await pool.query(
    `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since, earliest_unlock_at,
            frozen_by)
     select gen_random_uuid(), $1, 'self', 'self_service', at - interval '1 minute',
            case when $2 > 0 then at + make_interval(secs => $2) end, 'model' from model.clock`,
    [accountId, waitSeconds],
  );
  return accountId;
}
