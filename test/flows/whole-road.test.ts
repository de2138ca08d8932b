/** The whole road over HTTP, with real database, mail and vision, and what must not be possible on it. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openJson } from '../../src/app/vault.ts';
import type { CaseView } from '../../src/core/wire.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import {
  answerQuestions,
  confirmEmail,
  enter,
  logInReviewer,
  playFilm,
  reactivate,
  see,
  sendPassport,
  sendSelfie,
} from '../fixtures/person.ts';
import { advance, awaitMail, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, until } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

/** Shorter lists of numbers are measures; the embedder's vectors are longer. */
const templateNumbersMin = 64;

/** Where the database still holds the template of a face, or a frame of one; nothing after a decision. */
async function templatesOf(caseId: string): Promise<readonly string[]> {
  const { app, pool } = world.context;
  const sealed = await pool.query('select name from thaw.sealed where case_id = $1', [caseId]);
  const frames = await pool.query(
    `select idx from thaw.face_frames f join thaw.face_sessions s on s.id = f.session_id
      where s.case_id = $1`,
    [caseId],
  );
  const found = frames.rows.map((row) => `frame ${row.idx}`);
  for (const { name } of sealed.rows) {
    const value = String(name).startsWith('facts:')
      ? name
      : await openJson(app, app.db.read, caseId, name);
    if (value === name || hasTemplate(value)) found.push(name);
  }
  return found;
}

function hasTemplate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && value.length >= templateNumbersMin) {
    return value.every((one) => typeof one === 'number');
  }
  return Object.values(value).some(hasTemplate);
}

describe('the road from frozen to thawed', () => {
  test('a person who passes every step is thawed by a reviewer, limited for 48 hours, and told', async () => {
    const person = await enter(world, 'mara');
    expect((await person.post<CaseView>('/u/case/unlock')).body.status).toBe('open');
    const planned = (await reactivate(person)).body;
    expect(planned.steps.map((s) => s.kind)).toEqual([
      'questions',
      'email_confirmation',
      'id_document',
      'selfie',
      'face',
    ]);
    expect((await answerQuestions(person)).current).toBe('email_confirmation');
    await confirmEmail(world, person, 'mara');
    expect((await see(person)).current).toBe('id_document');
    expect((await sendPassport(person, 'mara')).current).toBe('selfie');
    expect((await sendSelfie(person, 'mara')).current).toBe('face');
    const film = await playFilm(person, 'mara');
    expect(film.guidance.prompt).toBe('done');
    const submitted = await see(person);
    expect(submitted.status).toBe('in_review');
    // What is looked for after the decision is there before it.
    const before = await templatesOf(submitted.caseId);
    expect(before).toContain('facts:selfie');
    expect(before).toContain('frame 0');

    const reviewer = await logInReviewer(world);
    const review = (await reviewer.post<ReviewView>('/c/claim-next')).body;
    expect(review.caseId).toBe(submitted.caseId);
    expect(review.document?.rows.every((row) => row.agrees !== false)).toBe(true);
    expect(review.comparisons.map((c) => c.band)).toEqual(['match', 'match', 'match']);
    for (const step of review.steps) {
      if (step.kind === 'questions') continue;
      // A film cannot answer the colours of the screen: that is noted, and only that.
      const noted = step.kind === 'face' ? ['no_colour_response'] : [];
      const codes = step.reasons.map((reason) => reason.code);
      expect([step.kind, step.status, codes]).toEqual([step.kind, 'passed', noted]);
    }
    const media = await reviewer.get<string>(
      `/c/cases/${review.caseId}/media/${review.media[0]?.id}`,
    );
    expect(media.headers.get('content-type')).toBe('image/jpeg');
    const accepted = review.steps.filter((s) => s.status === 'needs_review').map((s) => s.kind);
    const approved = await reviewer.post(`/c/cases/${review.caseId}/approve`, {
      accepted,
      note: 'Questions were answered at random; document and face agree.',
    });
    expect(approved.status).toBe(200);
    expect(await templatesOf(review.caseId)).toEqual([]);
    await awaitMail(world, 'mara@people.example', (m) => /unlocked/i.test(m.subject));
    // The restricted session died with the decision; the progress link lives.
    expect((await person.get('/u/case')).status).toBe(401);
    const progress = await person.post<{ result: { unlocked: boolean } }>('/m/progress', {
      token: submitted.progressUrl?.split('#p=')[1],
    });
    expect(progress.body.result.unlocked).toBe(true);
    const record = await world.context.app.directory.find('nw-100001');
    expect(record?.lock).toBeNull();

    await advance(world, 48 * 3600 + 60);
    await awaitMail(world, 'mara@people.example', (m) =>
      m.text.includes('It was the last one of that request.'),
    );
    // What the frames left behind goes with the case.
    const marks = 'select count(*) as n from thaw.frame_marks where case_id = $1';
    expect(await count(world, marks, [review.caseId])).toBeGreaterThan(50);
    await advance(world, 31 * 86_400);
    await until(async () => (await count(world, marks, [review.caseId])) === 0);
  });
});
