/** What stays in the tables and on the disk, and what does not (A5 #41, A10). */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, ProgressView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { PEOPLE } from '../../src/dev/seed/people.ts';
import { passCodes } from '../fixtures/codes.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import {
  answerQuestions,
  logInReviewer,
  reactivate,
  requiredTicks,
  see,
  sendPassport,
} from '../fixtures/person.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  count,
  entryToken,
  freshCase,
  mailedToken,
  mara,
  rows,
  sana,
  statementText,
  until,
} from './road.ts';

let world: TestWorld;
let person: HttpClient;
let robin: HttpClient;
let view: CaseView;
let progressToken: string;
/** Everything that must not be found in clear, with a word for what it is. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  world = await startTestWorld();
  robin = await logInReviewer(world);
  secrets.set('entry token', await entryToken(world, mara));
  person = await freshCase(world, mara);
  await reactivate(person, requiredTicks);
  await person.post('/u/questions/start');
  const asked = await see(person);
  for (const option of asked.questions?.question?.options ?? []) {
    if (option.length > 5) secrets.set(`an answer: ${option}`, option);
  }
  view = await answerQuestions(person);
  const token = await mailedToken(world, view.caseId, 'confirm');
  secrets.set('code', (await see(person)).email?.code ?? 'no code');
  await person.post('/m/confirm', { token });
  secrets.set('confirmation token', token);
  await passCodes(world, person);
  await sendPassport(person, 'mara');
  if ((await see(person)).status !== 'in_review') {
    await person.post('/u/statement', { text: statementText });
  }
  view = await see(person);
  expect(view.status).toBe('in_review');
  progressToken = view.progressUrl?.split('#p=')[1] ?? '';
  secrets.set('progress token', progressToken);
  secrets.set('not-me token', await mailedToken(world, view.caseId, 'not_me'));
  secrets.set('disable token', await mailedToken(world, view.caseId, 'disable'));
  secrets.set('statement', statementText);
  secrets.set('API key', world.apiKey);
  for (const client of [person, robin]) {
    for (const [name, value] of client.cookies) secrets.set(`cookie ${name}`, value);
    secrets.set(`CSRF token ${client.csrf.slice(0, 3)}`, client.csrf);
  }
  for (const who of PEOPLE) {
    secrets.set(`e-mail of ${who.name}`, who.email);
    secrets.set(`phone of ${who.name}`, who.phone);
    secrets.set(`surname of ${who.name}`, who.surname);
    secrets.set(`given names of ${who.name}`, who.givenNames);
    secrets.set(`document of ${who.name}`, who.document.number);
    secrets.set(`birth of ${who.name}`, who.birthDate);
    secrets.set(`password of ${who.name}`, who.password);
  }
});
afterAll(async () => {
  await world?.stop();
});

/** All that Thaw itself keeps in PostgreSQL, as text; bytes as hexadecimal and as characters. */
async function dump(): Promise<string> {
  const tables = await rows<{ name: string }>(
    world,
    `select table_name as name from information_schema.tables where table_schema = 'thaw'`,
  );
  expect(tables.length).toBeGreaterThan(15);
  const parts: string[] = [];
  for (const { name } of tables) {
    for (const row of await rows<Record<string, unknown>>(world, `select * from thaw.${name}`)) {
      for (const [column, value] of Object.entries(row)) {
        const text =
          value instanceof Uint8Array
            ? `${Buffer.from(value).toString('hex')} ${Buffer.from(value).toString('latin1')}`
            : JSON.stringify(value);
        parts.push(`${name}.${column}: ${text}`);
      }
    }
  }
  return parts.join('\n');
}

const folder = () => join(world.dataDir, 'pictures');
async function objectFiles(): Promise<readonly string[]> {
  const found = await readdir(folder(), { recursive: true, withFileTypes: true });
  return found.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
}

/** Where it stands, without saying what it is in a test's output. */
function placesOf(text: string, secret: string): readonly string[] {
  // Whole words: somebody is called Lin, and others use Linux.
  const word = new RegExp(`(?<![a-z0-9])${secret.replace(/[^\w]/g, '\\$&')}(?![a-z0-9])`, 'i');
  return text
    .split('\n')
    .filter((line) => word.test(line))
    .map((line) => line.slice(0, line.indexOf(':')));
}

describe('in the tables', () => {
  test('stands no token, address, name, number, answer or statement', async () => {
    const text = await dump();
    expect(secrets.size).toBeGreaterThan(40);
    for (const [what, secret] of secrets) {
      if (what === 'code') continue; // Six digits are found in any dump; looked for on its own below.
      const forStaff = placesOf(text, secret).filter((p) => !p.startsWith('staff.'));
      expect([what, forStaff]).toEqual([what, []]);
    }
    const code = new RegExp(`"${secrets.get('code')}"`);
    expect(code.test(text)).toBe(false);
  });

  test('the dump that was searched would have shown them', async () => {
    await rows(
      world,
      `insert into thaw.audit (actor, action, detail) values ('{}', 'canary', $1)`,
      [JSON.stringify({ note: [...secrets.values()].join(' ') })],
    );
    const text = await dump();
    for (const [, secret] of secrets) expect(placesOf(text, secret)).toContain('audit.detail');
    await rows(world, 'alter table thaw.audit disable trigger user');
    await rows(world, `delete from thaw.audit where action = 'canary'`);
    await rows(world, 'alter table thaw.audit enable trigger user');
  });
});

describe('on the disk', () => {
  test('no object is a picture, or holds a piece of the one that was sent', async () => {
    const sent = await specimenFile('mara', 'passport.jpg');
    const piece = sent.subarray(5000, 5032);
    const files = await objectFiles();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(file);
      expect(bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))).toBe(false);
      expect(bytes.includes('Exif') || bytes.includes('JFIF')).toBe(false);
      expect(bytes.includes(piece)).toBe(false);
    }
  });

  test('one flipped bit is seen: nothing is shown and nothing approved', async () => {
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    const [picture] = review.media;
    const path = `/c/cases/${review.caseId}/media/${picture?.id}`;
    expect((await robin.get(path)).status).toBe(200);
    const [file = ''] = await objectFiles();
    const whole = await readFile(file);
    for (const at of [0, Math.floor(whole.length / 2), whole.length - 1]) {
      const bent = Buffer.from(whole);
      bent.writeUInt8((bent[at] ?? 0) ^ 1, at);
      await writeFile(file, bent);
      const answer = await robin.get<string>(path);
      expect([at, answer.status]).toEqual([at, expect.toBeOneOf([500, 503])]);
      expect(JSON.stringify(answer.body)).not.toContain('JFIF');
    }
    await writeFile(file, whole);
    expect((await robin.get(path)).status).toBe(200);
    const [row] = await rows<{ status: string }>(
      world,
      'select status from thaw.cases where case_id = $1',
      [review.caseId],
    );
    expect(row?.status).toBe('in_review');
    await robin.post(`/c/cases/${review.caseId}/release`);
  });
});

describe('after the time of keeping', () => {
  test('key, objects, sealed rows and frames are gone, and the progress link says no name', async () => {
    const { caseId } = view;
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    expect(review.caseId).toBe(caseId);
    const body = { final: true, reasons: ['name_mismatch'], note: 'another person' };
    await robin.post(`/c/cases/${caseId}/decline`, body);
    const templates = `select count(*) as n from thaw.sealed where case_id = $1 and name like 'facts:%'`;
    expect(await count(world, templates, [caseId])).toBe(0);
    await advance(world, 29 * 86_400);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await objectFiles()).length).toBeGreaterThan(0);
    await advance(world, 86_400 + 60);
    const left = async (table: string) =>
      count(world, `select count(*) as n from thaw.${table} where case_id = $1`, [caseId]);
    await until(async () => (await left('case_keys')) === 0);
    await until(async () => (await objectFiles()).length === 0);
    expect(await left('sealed')).toBe(0);
    expect(await count(world, 'select count(*) as n from thaw.face_frames')).toBe(0);
    const open = `select count(*) as n from thaw.media where case_id = $1 and removed_at is null`;
    expect(await count(world, open, [caseId])).toBe(0);
    const proof = `select count(*) as n from thaw.audit where case_id = $1 and action = 'case.redacted'`;
    expect(await count(world, proof, [caseId])).toBe(1);
    const progress = await new HttpClient(world.urls.thaw).post<ProgressView>('/m/progress', {
      token: progressToken,
    });
    expect([progress.status, progress.body.status, progress.body.accountMasked]).toEqual([
      200,
      'declined',
      '•••',
    ]);
    const notMe = await new HttpClient(world.urls.thaw).post('/m/inspect', {
      token: secrets.get('not-me token'),
    });
    expect([notMe.status, JSON.stringify(notMe.body).includes('m•••')]).toEqual([200, false]);
  });

  test('a message that could not be sent before is still sent, without a name', async () => {
    const [row] = await rows<{ n: string }>(
      world,
      `select count(*) as n from thaw.jobs where name = 'send-message'`,
    );
    expect(row?.n).toBe('0');
    await rows(world, 'update thaw.outbox set sent_at = null where case_id = $1', [view.caseId]);
    await rows(
      world,
      `insert into thaw.jobs (key, name, payload)
       select 'late:' || id, 'send-message', jsonb_build_object('outboxId', id)
         from thaw.outbox where case_id = $1 and template = 'decided_declined'`,
      [view.caseId],
    );
    const late = `select count(*) as n from thaw.jobs where key like 'late:%'`;
    expect(await count(world, late)).toBeGreaterThan(0);
    await until(async () => (await count(world, late)) === 0);
    const sent = `select count(*) as n from thaw.outbox where case_id = $1 and sent_at is not null`;
    expect(await count(world, sent, [view.caseId])).toBeGreaterThan(0);
  });

  test('other cases keep what is theirs', async () => {
    await freshCase(world, sana);
    const keys = await count(world, 'select count(*) as n from thaw.case_keys');
    expect(keys).toBeGreaterThan(0);
  });
});
