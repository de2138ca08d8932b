import type { Pool } from 'pg';
import { canonicalLogin } from '../../adapters/directory-embedded/canonical-login.ts';
import { totpCode, totpStep } from '../../verifications/codes/totp.ts';
import { forgetTries, shutNames } from '../host/login-tries.ts';
import { PEOPLE, totpSecretOf } from '../seed/people.ts';

const ROWS_MAX = 200;

export async function readClock(pool: Pool): Promise<{ now: string; aheadSeconds: number }> {
  const { rows } = await pool.query(
    'select thaw_now() as now, offset_seconds::float8 as ahead from dev.clock',
  );
  return { now: rows[0].now.toISOString(), aheadSeconds: rows[0].ahead };
}

export async function advanceClock(pool: Pool, seconds: number): Promise<void> {
  await pool.query('update dev.clock set offset_seconds = offset_seconds + $1', [seconds]);
}

/** The seeded people with their passwords and how their accounts stand now. */
export async function readPeople(pool: Pool) {
  const { rows } = await pool.query(
    `select a.account_id, thaw_now() as now, t.account_id is not null as has_app, f.cause, f.unlockable, f.since, f.earliest_unlock_at,
       (select max(until) from directory.restrictions r where r.account_id = a.account_id
          and r.lifted_at is null and r.until > thaw_now()) as limited_until
     from directory.accounts a
     left join directory.totp t on t.account_id = a.account_id
     left join directory.freezes f on f.account_id = a.account_id and f.ended_at is null`,
  );
  const shut = await shutNames(
    pool,
    PEOPLE.map(({ email }) => canonicalLogin(email) ?? ''),
  );
  const byId = new Map(rows.map((row) => [row.account_id as string, row]));
  return PEOPLE.map((person) => {
    const { accountId, email, password, givenNames, surname, document, shows } = person;
    const row = byId.get(accountId);
    const app = totpSecretOf(person);
    return {
      accountId,
      name: `${givenNames} ${surname}`,
      email,
      password,
      document: document.kind,
      shows,
      /** Strangers guessed so often that only a known device, or support, lets the person in. */
      isShutOut: shut.includes(canonicalLogin(email) ?? ''),
      /** What the person's authenticator app shows now. */
      appCode: row?.has_app === true ? totpCode(app, totpStep(app, row.now.toISOString())) : null,
      lock:
        row?.cause == null
          ? null
          : {
              cause: row.cause as string,
              unlockable: row.unlockable as string,
              since: row.since.toISOString() as string,
              earliestUnlockAt: (row.earliest_unlock_at?.toISOString() ?? null) as string | null,
            },
      limitedUntil: (row?.limited_until?.toISOString() ?? null) as string | null,
    };
  });
}

/** What support at the host does after speaking with the person. False: nobody has that account. */
export async function letInAgain(pool: Pool, accountId: string): Promise<boolean> {
  const person = PEOPLE.find((one) => one.accountId === accountId);
  if (person === undefined) return false;
  await forgetTries(pool, 'name', canonicalLogin(person.email) ?? '');
  return true;
}

export async function readMails(pool: Pool, to: string | undefined) {
  const { rows } = await pool.query(
    `select id::text, at, envelope_to, message_id, subject, text_body, html_body from dev.mails
     where $1::text is null or envelope_to = $1 order by dev.mails.id desc limit $2`,
    [to ?? null, ROWS_MAX],
  );
  return rows.map((row) => ({
    id: row.id as string,
    at: row.at.toISOString() as string,
    to: row.envelope_to as string,
    messageId: row.message_id as string | null,
    subject: row.subject as string,
    text: row.text_body as string,
    html: row.html_body as string,
  }));
}

export async function readSms(pool: Pool, to: string | undefined) {
  const { rows } = await pool.query(
    `select id::text, at, message_id, sent_to, body from dev.sms
     where $1::text is null or sent_to = $1 order by dev.sms.id desc limit $2`,
    [to ?? null, ROWS_MAX],
  );
  return rows.map((row) => ({
    id: row.id as string,
    at: row.at.toISOString() as string,
    to: row.sent_to as string,
    messageId: row.message_id as string,
    text: row.body as string,
  }));
}

export async function readWebhooks(pool: Pool) {
  const { rows } = await pool.query(
    'select webhook_id, at, body from dev.webhooks order by id desc limit $1',
    [ROWS_MAX],
  );
  return rows.map((row) => ({
    id: row.webhook_id as string,
    at: row.at.toISOString() as string,
    body: row.body as string,
  }));
}

export type DeskPerson = Awaited<ReturnType<typeof readPeople>>[number];
export type DeskMail = Awaited<ReturnType<typeof readMails>>[number];
export type DeskSms = Awaited<ReturnType<typeof readSms>>[number];
export type DeskWebhook = Awaited<ReturnType<typeof readWebhooks>>[number];
