/** A sign on a document's picture that could not be looked for is logged, and a person reviews. */

import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createVisionPool,
  type VisionPool,
} from '../../src/adapters/vision-process/create-vision-pool.ts';
import type { Vision } from '../../src/core/ports.ts';
import type { CaseView } from '../../src/core/wire.ts';
import type { DocumentSideFacts } from '../../src/vision/facts.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../../src/vision/models/load-model.ts';
import { specimenFile } from '../fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, mara, toDocument } from './road.ts';

let pool: VisionPool;
let world: TestWorld;
const lines: { readonly msg: string; readonly sign?: string; readonly where?: string }[] = [];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });

const signsLost = [{ sign: 'saving', where: 'RangeError at first-saving.ts:61:9' }] as const;
/** Sees what the real vision process sees, but for one sign. */
const vision: Vision & { close(): Promise<void> } = {
  async run(task, input, options) {
    const seen = await pool.run(task, input, options);
    if (task !== 'document-side' || !seen.ok) return seen;
    const facts: DocumentSideFacts = { ...(seen.facts as DocumentSideFacts), signsLost };
    return { ok: true, facts } as typeof seen;
  },
  close: () => pool.close(),
};

beforeAll(async () => {
  const ample = 60_000;
  pool = createVisionPool({
    children: 1,
    deadlineMs: { 'document-side': ample, selfie: ample, frame: ample, sequence: ample },
    queueMax: 4,
    memoryMbMax: 900,
    modelCacheDir: MODEL_CACHE_DIR_DEFAULT,
  });
  world = await startTestWorld({ vision, log });
});
afterAll(async () => {
  await world?.stop();
});

test('a sign that is lost is logged, asks for a review, and leaves the reading as it is', async () => {
  const person = await freshCase(world, mara);
  await toDocument(world, person);
  await person.post('/u/document/choose', { country: 'UTO', type: 'passport' });
  const passport = await specimenFile('mara', 'passport.jpg');
  const seen = (await person.put<CaseView>('/u/document/front', passport)).body;
  expect(seen.document?.front.accepted).toBe(true);
  const logged = lines.filter(({ msg }) => msg === 'document.sign_lost');
  expect(logged).toEqual([expect.objectContaining({ ...signsLost[0], level: 50 })]);

  const { caseId } = (await person.post<CaseView>('/u/document/submit')).body;
  const stored = await world.context.app.db.read.cases.load(caseId);
  const step = stored?.state.steps.find(({ plan }) => plan.kind === 'id_document');
  expect(step?.status).toBe('needs_review');
  const codes = step?.reasons.map(({ code }) => code) ?? [];
  expect(codes).toContain('dependency_unavailable');
  expect(codes).not.toContain('mrz_unreadable');
});
