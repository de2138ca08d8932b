/** The spoken statement: a sentence of the server's choice, kept as it came, seen by one reviewer. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView, StatementSentence } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, rows, toDocument, until } from './road.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

/** Looks like a WebM to anybody who reads its first bytes; nobody here reads further. */
function recording(mark: string): Buffer {
  const head = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
  return Buffer.concat([head, Buffer.from(mark), Buffer.alloc(4096, 7)]);
}

async function atStatement(): Promise<HttpClient> {
  const person = await freshCase(world);
  await toDocument(world, person);
  await person.post('/u/case/other-lane', { step: 'id_document' });
  return person;
}
const draw = async (person: HttpClient, locale = 'en') =>
  (await person.post<StatementSentence>('/u/statement/sentence', { locale })).body;
const send = (person: HttpClient, nonce: string, bytes: Uint8Array, type = 'video/webm') =>
  person.put<CaseView>(`/u/statement/video?nonce=${nonce}`, bytes, type);

describe('a recorded statement', () => {
  test('needs no words, waits for a person, and is played by the holder of the claim alone', async () => {
    const person = await atStatement();
    const before = await see(person);
    expect(before.actions).toEqual(expect.arrayContaining(['write_statement', 'record_statement']));
    expect(before.statement).toMatchObject({ recorded: false });
    const drawn = await draw(person);
    const film = recording('the spoken words of ivo');
    expect((await send(person, drawn.nonce, film)).body.statement).toMatchObject({
      recorded: true,
    });
    const done = (await person.post<CaseView>('/u/statement', { text: '' })).body;
    expect(done.status).toBe('in_review');
    const [robin, alex] = [await logInReviewer(world, 0), await logInReviewer(world, 1)];
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    expect(review.steps.find((s) => s.kind === 'statement')?.status).toBe('needs_review');
    expect(review.sentence).toBe(drawn.sentence);
    const media = review.media.find((m) => m.video === true);
    const path = `/c/cases/${review.caseId}/media/${media?.id}`;
    expect((await alex.get(path)).status).toBe(404);
    const viewed = `select count(*) as n from thaw.audit where action = 'evidence.viewed'`;
    expect(await count(world, viewed)).toBe(0);
    const answer = await fetch(new URL(path, world.urls.thaw), {
      headers: { cookie: [...robin.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(film);
    expect(answer.headers.get('content-type')).toBe('video/webm');
    expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(await count(world, viewed)).toBe(1);
    // Sealed under the key of the case: its words are nowhere in the store.
    const [kept] = await rows<{ object_key: string }>(
      world,
      'select object_key from thaw.media where media_id = $1',
      [media?.id],
    );
    const sealed = await world.context.app.objects.get(kept?.object_key ?? '');
    expect(sealed).not.toBeNull();
    expect(Buffer.from(sealed!).includes('the spoken words of ivo')).toBe(false);
    await robin.post(`/c/cases/${review.caseId}/decline`, {
      final: false,
      reasons: ['image_blurry'],
      note: 'the test is over',
    });
    // Gone with the retention of the case.
    await advance(world, 30 * 86_400 + 1);
    await until(async () => (await world.context.app.objects.get(kept?.object_key ?? '')) === null);
  });

  test('answers the sentence drawn last, once, while it is fresh', async () => {
    const person = await atStatement();
    const first = await draw(person);
    const second = await draw(person);
    expect(second.nonce).not.toBe(first.nonce);
    expect((await send(person, first.nonce, recording('a'))).status).toBe(409);
    expect((await send(person, second.nonce, recording('b'))).status).toBe(200);
    expect((await send(person, second.nonce, recording('c'))).status).toBe(409);
    const third = await draw(person, 'de');
    expect(third.sentence).toMatch(/^(Am |Heute)/);
    await advance(world, 601);
    expect((await send(person, third.nonce, recording('d'))).status).toBe(409);
    expect((await see(person)).statement).toMatchObject({ recorded: true });
  });

  test('is a recording by its bytes, and no longer than twenty seconds can be', async () => {
    const person = await atStatement();
    const { nonce } = await draw(person);
    const page = Buffer.from(`<!doctype html><script>alert(1)</script>${' '.repeat(200)}`);
    expect((await send(person, nonce, page)).status).toBe(415);
    const large = Buffer.concat([recording('x'), Buffer.alloc(8 * 1024 * 1024)]);
    expect((await send(person, nonce, large)).status).toBe(413);
    expect((await send(person, nonce, recording('x'), 'text/html')).status).toBe(415);
    expect((await see(person)).statement).toMatchObject({ recorded: false });
    expect((await person.post('/u/statement', { text: 'too short' })).status).toBe(400);
  });

  test('asked for again is made again', async () => {
    const person = await atStatement();
    await send(person, (await draw(person)).nonce, recording('mumbled'));
    await person.post('/u/statement', { text: '' });
    const robin = await logInReviewer(world, 0);
    const review = (await robin.post<ReviewView>('/c/claim-next')).body;
    const again = { step: 'statement', reasons: ['image_dark'], note: 'nothing can be seen' };
    await robin.post(`/c/cases/${review.caseId}/ask-again`, again);
    expect((await see(person)).statement).toMatchObject({ recorded: false });
    expect((await person.post('/u/statement', { text: '' })).status).toBe(400);
    await send(person, (await draw(person)).nonce, recording('clear'));
    const back = (await person.post<CaseView>('/u/statement', { text: '' })).body;
    expect(back.status).toBe('in_review');
    const second = (await robin.post<ReviewView>('/c/claim-next')).body;
    expect(second.media.filter((m) => m.video === true)).toHaveLength(1);
  });

  test('is taken only while the statement is the person’s turn', async () => {
    const person = await freshCase(world);
    const early = await person.post('/u/statement/sentence', { locale: 'en' });
    expect(early.status).toBe(409);
    const nonce = '7f6fc9a4-8f36-4b9e-9a3e-0d1f2b3c4d5e';
    expect((await send(person, nonce, recording('x'))).status).toBe(409);
  });
});
