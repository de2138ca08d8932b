/** What breaks outside: no step passes because of it, nothing happens twice, nothing is lost (A11, A12). */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmbeddedDirectory } from '../../src/adapters/directory-embedded/directory.ts';
import { createSmtpMailer } from '../../src/adapters/mail-smtp/mailer.ts';
import { workOnce } from '../../src/app/work.ts';
import type { Directory, Mailer, Vision } from '../../src/core/ports.ts';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { VisionFailureCode } from '../../src/vision/facts.ts';
import { passCodes } from '../fixtures/codes.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  captureSelfie,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
} from '../fixtures/person.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  api,
  approveNext,
  count,
  enterCase,
  freeze,
  freezesArrived,
  freshCase,
  ivo,
  mailedToken,
  mara,
  rows,
  sana,
  thawAtHost,
  toDocument,
  toReview,
  until,
} from './road.ts';
import { jpeg } from './routes.ts';

let world: TestWorld;

/** The host behind a bad line: an answer may get lost on its way back, or the call on its way there. */
const asUsual = {
  ...{ answersLost: 0, down: false, unlocks: 0, unlocksHang: false },
  ...{ freezesTried: 0, freezesUnheard: false },
};
const host = { ...asUsual };
const never = () => new Promise<never>(() => {});
const directory = (): Directory => createEmbeddedDirectory(world.context.pool);
const lossyHost: Directory = {
  async find(accountId) {
    if (host.down) throw new Error('the host does not answer');
    return directory().find(accountId);
  },
  async account(accountId) {
    if (host.down) throw new Error('the host does not answer');
    return directory().account(accountId);
  },
  async freeze(request) {
    host.freezesTried += 1;
    if (host.down) throw new Error('the host does not answer');
    const lock = await directory().freeze(request);
    if (host.freezesUnheard) throw new Error('timeout');
    return lock;
  },
  async unlock(request) {
    host.unlocks += 1;
    if (host.down) throw new Error('the host does not answer');
    if (host.unlocksHang) return never();
    const answer = await directory().unlock(request);
    if (host.answersLost > 0) {
      host.answersLost -= 1;
      throw new Error('timeout');
    }
    return answer;
  },
  recover: (request) => directory().recover(request),
  liftRestriction: (request) => directory().liftRestriction(request),
  endSessions: (request) => directory().endSessions(request),
};

const post = { down: false, tried: 0 };
const mailer: Mailer = {
  async send(message) {
    post.tried += 1;
    if (post.down) throw new Error('ECONNREFUSED');
    const smtp = createSmtpMailer({
      ...world.world.urls.smtp,
      from: { name: 'Northwind', address: 'no-reply@thaw.example' },
    });
    await smtp.send(message);
    smtp.close();
  },
};

const eyes: { failure: VisionFailureCode } = { failure: 'crashed' };
const blind: Vision = { run: async () => ({ ok: false, failure: eyes.failure }) };

beforeAll(async () => {
  world = await startTestWorld({ directory: lossyHost, mailer, vision: blind });
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(() => {
  Object.assign(host, asUsual);
  Object.assign(post, { down: false, tried: 0 });
});

const stepOf = async (caseId: string, kind: string) => {
  const { body } = await api(world, 'GET', `/api/v1/cases/${caseId}`);
  const steps = body['steps'] as readonly { kind: string; status: string }[];
  return steps.find((s) => s.kind === kind)?.status;
};

describe('the host', () => {
  test('whose answer to the thaw is lost three times has thawed once, and the case says so', async () => {
    const person = await toReview(world);
    const { caseId } = await see(person);
    host.answersLost = 3;
    await approveNext(await logInReviewer(world));
    const read = async () => (await api(world, 'GET', `/api/v1/cases/${caseId}`)).body;
    expect((await read())['unlocked']).toBe(false);
    await until(async () => (await read())['unlocked'] === true, 45_000);
    expect(host.unlocks).toBe(4);
    const done = `select count(*) as n from directory.effects where effect = 'unlock' and key = $1`;
    expect(await count(world, done, [`unlock:${caseId}`])).toBe(1);
    const told = `select count(*) as n from thaw.events where case_id = $1 and type = 'account.unlocked'`;
    expect(await count(world, told, [caseId])).toBe(1);
    const limits = `select count(*) as n from directory.restrictions where account_id = $1 and lifted_at is null`;
    expect(await count(world, limits, [ivo])).toBe(1);
  });

  test('that does not answer means "later", and nothing is decided without it', async () => {
    await toReview(world);
    const robin = await logInReviewer(world);
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    host.down = true;
    const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
    const body = { accepted, note: 'seen' };
    const approve = () => robin.post(`/c/cases/${review.caseId}/approve`, body);
    expect((await approve()).status).toBeGreaterThanOrEqual(500);
    const [row] = await rows<{ status: string }>(
      world,
      'select status from thaw.cases where case_id = $1',
      [review.caseId],
    );
    expect(row?.status).toBe('in_review');
    const opened = await api(world, 'POST', '/api/v1/cases', { account_id: mara, kind: 'unlock' });
    expect(opened.status).toBeGreaterThanOrEqual(500);
    expect(opened.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(JSON.stringify(opened.body)).not.toMatch(/answer|stack|Error:/);
    host.down = false;
    expect((await approve()).status).toBe(200);
  });
});

describe('while the host is away', () => {
  test('a freeze that the owner asked for is tried every few seconds, and done within five of its return', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const before = (await directory().account(ivo))?.lock?.freezeId;
    const token = await mailedToken(world, caseId, 'not_me');
    host.down = true;
    const pressed = await new HttpClient(world.urls.thaw).post('/m/not-me', { token });
    expect(pressed.status).toBe(200);
    // Long enough that doubling pauses would have become eight seconds.
    const tries = `select attempts from thaw.jobs where name = 'host-freeze'`;
    await until(
      async () => Number((await rows<{ attempts: number }>(world, tries))[0]?.attempts) >= 5,
      30_000,
    );
    host.down = false;
    const back = performance.now();
    await until(async () => (await directory().account(ivo))?.lock?.freezeId !== before, 5_000);
    console.log(`frozen anew ${Math.round(performance.now() - back)} ms after the host was back`);
  }, 60_000);

  test('a freeze whose answer comes late is judged by what holds by then, and written down once', async () => {
    const person = await freshCase(world);
    const { caseId } = await see(person);
    const before = (await directory().account(ivo))?.lock?.freezeId;
    host.freezesUnheard = true;
    await new HttpClient(world.urls.thaw).post('/m/not-me', {
      token: await mailedToken(world, caseId, 'not_me'),
    });
    const asked = await until(async () => {
      const now = (await directory().account(ivo))?.lock?.freezeId;
      return now === before ? null : now;
    });
    // The host freezes by itself before anybody hears of it, and a new case is about that.
    const key = randomUUID();
    await directory().freeze({ accountId: ivo, cause: 'risk', by: 'host', key });
    const newest = await see(await enterCase(world, ivo));
    expect(newest.caseId).not.toBe(caseId);
    host.freezesUnheard = false;
    await freezesArrived(world);
    const state = 'select status from thaw.cases where case_id = $1';
    const [row] = await rows<{ status: string }>(world, state, [newest.caseId]);
    expect(row?.status).toBe('draft');
    const written = `select count(*) as n from thaw.audit
      where action = 'account.frozen' and detail ->> 'freezeId' = $1`;
    expect(await count(world, written, [asked])).toBe(1);
  }, 60_000);

  test('the hours in which nothing is limited do not count as hours of the limits', async () => {
    await advance(world, 31 * 86_400);
    await thawAtHost(world, ivo);
    const person = await toReview(world);
    const { caseId } = await see(person);
    const robin = await logInReviewer(world);
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
    host.unlocksHang = true;
    const body = { accepted, note: 'seen' };
    expect((await robin.post(`/c/cases/${review.caseId}/approve`, body)).status).toBe(200);
    await until(async () => host.unlocks > 0);

    // Whoever asks again meanwhile meets the case that is on its way, and no second one.
    const asked = { account_id: ivo, kind: 'unlock' };
    expect((await api(world, 'POST', '/api/v1/cases', asked)).body['case_id']).toBe(caseId);

    // The hung thaw holds up no freeze of another account, and is given up in time itself.
    const other = await see(await freshCase(world, mara));
    const before = (await directory().account(mara))?.lock?.freezeId;
    const token = await mailedToken(world, other.caseId, 'not_me');
    await new HttpClient(world.urls.thaw).post('/m/not-me', { token });
    await until(async () => (await directory().account(mara))?.lock?.freezeId !== before, 5_000);
    const hung = `update thaw.jobs set locked_until = null, due_at = thaw_now() where name = 'host-unlock'`;
    await rows(world, hung);
    expect(await workOnce(world.context.app, 'effects', 300)).toBeGreaterThan(0);
    const [job] = await rows<{ last_error: string }>(
      world,
      `select last_error from thaw.jobs where name = 'host-unlock'`,
    );
    expect(job?.last_error).toContain('did not end in time');

    await advance(world, 10 * 3600);
    host.unlocksHang = false;
    const started = await world.context.app.db.read.now();
    await rows(world, hung);
    const limit = await until(async () => {
      const { body: read } = await api(world, 'GET', `/api/v1/cases/${caseId}`);
      return (read['restrictions'] as readonly { until: string }[])[0] ?? null;
    }, 40_000);
    expect(Date.parse(limit.until) - Date.parse(started)).toBeGreaterThanOrEqual(24 * 3600_000);
    const [kept] = await rows<{ until: Date }>(
      world,
      'select until from directory.restrictions where account_id = $1 and lifted_at is null order by until desc',
      [ivo],
    );
    expect(kept?.until.toISOString()).toBe(limit.until);
  }, 90_000);
});

describe('broken vision', () => {
  test.each(['crashed', 'deadline', 'busy', 'model_missing', 'internal'] as const)(
    '(%s) passes no document: a person looks at it, and approves nothing by silence',
    async (failure) => {
      eyes.failure = failure;
      const person = await freshCase(world, mara);
      const { caseId } = await toDocument(world, person);
      await person.post('/u/document/choose', { country: 'UTO', type: 'passport' });
      const sent = await person.put<CaseView>('/u/document/front?source=file', jpeg);
      expect(sent.status).toBe(200);
      await person.post('/u/document/submit');
      expect(await stepOf(caseId, 'id_document')).toBeOneOf([
        'needs_review',
        'ready',
        'in_progress',
        'failed_retry',
      ]);
      await person.post('/u/case/other-lane', { step: 'id_document' });
      expect(await stepOf(caseId, 'id_document')).not.toBe('passed');
      await person.post('/u/case/withdraw');
    },
  );

  test('passes no selfie either', async () => {
    eyes.failure = 'crashed';
    const person = await freshCase(world, mara);
    await rows(world, `delete from thaw.budgets where scope ~ '^(questions:|codes)'`);
    const { caseId } = (await reactivate(person)).body;
    await answerQuestions(person);
    await person.post('/m/confirm', { token: await mailedToken(world, caseId, 'confirm') });
    await passCodes(world, person);
    await person.post('/u/case/other-lane', { step: 'id_document' });
    const text = 'My passport is with the embassy, and I cannot show it before next week.';
    await person.post('/u/statement', { text });
    expect((await see(person)).current).toBe('selfie');
    await captureSelfie(person, [jpeg, jpeg, jpeg]);
    await person.post('/u/selfie/submit');
    expect(await stepOf(caseId, 'selfie')).not.toBe('passed');
    await person.post('/u/case/withdraw');
  });
});

describe('mail that cannot be sent', () => {
  test('stops nobody: the page stays usable and says so, and the mail arrives later, once', async () => {
    await freeze(world, sana);
    post.down = true;
    const person = await enterCase(world, sana);
    await person.post('/u/case/unlock');
    await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
    await reactivate(person, requiredTicks);
    await answerQuestions(person);
    const { caseId } = await see(person);
    await until(async () => post.tried >= 3);
    // The other mails of this case fail too: it is the confirmation whose delay the page tells.
    const confirmation = `select count(*) as n from thaw.outbox
      where case_id = $1 and template = 'confirm_reactivation'`;
    await until(async () => (await count(world, confirmation, [caseId])) > 0);
    await advance(world, 21);
    const waiting = await see(person);
    expect([waiting.current, waiting.email?.delayed]).toEqual(['email_confirmation', true]);
    const mine = `select count(*) as n from dev.mails where envelope_to = 'sana@people.example'`;
    expect(await count(world, mine)).toBe(0);
    post.down = false;
    const token = await mailedToken(world, caseId, 'confirm');
    const arrived = `select count(*) as n from dev.mails where text_body like '%' || $1 || '%'`;
    await until(async () => (await count(world, arrived, [token])) > 0, 60_000);
    await until(
      async () =>
        (await count(world, `select count(*) as n from thaw.jobs where name = 'send-message'`)) ===
        0,
      60_000,
    );
    const twice = `select count(*) as n from (select message_id, envelope_to from dev.mails group by 1, 2 having count(*) > 1) d`;
    expect(await count(world, twice)).toBe(0);
    const answer = await new HttpClient(world.urls.thaw).post('/m/inspect', { token });
    expect(answer.status).toBe(200);
    expect((await person.post<{ state: string }>('/m/confirm', { token })).body.state).toBe('done');
  });
});

describe('the database', () => {
  test('that closes every connection is found again, and the error says nothing', async () => {
    const person = await freshCase(world);
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name like 'thaw%'`;
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => person.get('/u/case')),
      world.context.pool.query(kill).then(() => ({ status: 200, body: null })),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBeOneOf([200, 503, 500]);
      expect(JSON.stringify(body)).not.toMatch(/terminat|postgres|select /i);
    }
    await until(async () => (await person.get('/u/case')).status === 200, 10_000);
    // Live updates and the worker too.
    await person.post('/u/case/withdraw');
    // A job that was taken on a connection that died before it said so comes back after its lease, 30 s.
    await until(
      async () =>
        (await count(world, 'select count(*) as n from thaw.jobs where due_at <= thaw_now()')) ===
        0,
      60_000,
    );
  });

  test('that is gone when a failed job is put back does not leave the job to its lease', async () => {
    const { jobs } = world.context.app.db.read;
    const putBack = vi.spyOn(jobs, 'retryIn');
    for (const _ of [1, 2]) putBack.mockRejectedValueOnce(new Error('Connection terminated'));
    await jobs.add({ key: 'nobody:one', name: 'nobody', payload: {} });
    const mine = `select count(*) as n from thaw.jobs
      where key = 'nobody:one' and locked_until is null and last_error is not null`;
    await until(async () => (await count(world, mine)) === 1, 10_000);
    expect(putBack).toHaveBeenCalledTimes(3);
    putBack.mockRestore();
    await rows(world, `delete from thaw.jobs where key = 'nobody:one'`);
  });
});
