/** A picture or a document that was shown for another account is told to the reviewer, and declines nobody. */

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, ivo, mara, sana, toDocument } from './road.ts';

const noor = 'nw-100006';
let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

/** The codes that stand in the step once this passport was handed in for the account. */
async function reviewedWith(accountId: string, passport: Buffer): Promise<readonly string[]> {
  const person = await freshCase(world, accountId);
  await toDocument(world, person);
  await person.post('/u/document/choose', { country: 'UTO', type: 'passport' });
  const seen = (await person.put<CaseView>('/u/document/front', passport)).body;
  expect(seen.document?.front.accepted).toBe(true);
  const { caseId, status } = (await person.post<CaseView>('/u/document/submit')).body;
  expect(status).not.toBe('declined');
  const stored = await world.context.app.db.read.cases.load(caseId);
  const step = stored?.state.steps.find(({ plan }) => plan.kind === 'id_document');
  return step?.reasons.map(({ code }) => code) ?? [];
}

describe('what was seen before', () => {
  test('is the same file, the picture saved anew, and the document in another picture', async () => {
    const first = await specimenFile('mara', 'passport.jpg');
    const before = await reviewedWith(ivo, first);
    expect(before).not.toContain('image_seen_before');
    expect(before).not.toContain('document_on_other_account');

    const same = await reviewedWith(sana, first);
    expect(same).toContain('image_seen_before');
    expect(same).toContain('document_on_other_account');

    const { width = 0, height = 0 } = await sharp(first).metadata();
    const saved = await sharp(first)
      .extract({ left: 1, top: 1, width: width - 1, height: height - 1 })
      .jpeg({ quality: 70 })
      .toBuffer();
    expect(await reviewedWith(mara, saved)).toContain('image_seen_before');
  });

  test('is not another document of the same layout', async () => {
    const other = await reviewedWith(noor, await specimenFile('sana', 'passport.jpg'));
    expect(other).not.toContain('image_seen_before');
    expect(other).not.toContain('document_on_other_account');
  });

  test('is kept as keyed marks only', async () => {
    expect(await count(world, 'select count(*) as n from thaw.marks')).toBeGreaterThan(16);
    const clear = `select count(*) as n from thaw.marks where mark !~ '^[A-Za-z0-9_-]{22,64}$'`;
    expect(await count(world, clear)).toBe(0);
  });
});
