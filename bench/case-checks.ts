/** Row 13: all checks of one case, from the last byte: both sides, selfie and 20 frames on 2 cores. */

import { cameraFrames, drawSelfie } from '../specimens/camera/camera-file.ts';
import { drawDocument } from '../specimens/documents/draw-document.ts';
import { castMember } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { createVisionPool } from '../src/adapters/vision-process/create-vision-pool.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { type BenchResult, median } from './row.ts';

const BAR_S = 2;
const REPEATS = 7;
const FRAMES = 20;
const CORES = 2;

async function pictures() {
  const { holder, id } = castMember('teo');
  const person = await buildPerson(id);
  const request = { kind: 'id_card', holder, person, photographed: true, seed: 7 } as const;
  const frames: Buffer[] = [];
  const film = cameraFrames({ person, movements: ['left'], fps: 5 });
  for await (const frame of film) if (frames.push(frame) >= FRAMES) break;
  return {
    front: await drawDocument({ ...request, side: 'front' }),
    back: await drawDocument({ ...request, side: 'back' }),
    selfie: await drawSelfie(person),
    frames,
  };
}

export async function measure(_name: string): Promise<BenchResult> {
  const made = await pictures();
  const pool = createVisionPool({
    children: CORES,
    deadlineMs: { 'document-side': 60_000, selfie: 60_000, frame: 60_000, sequence: 60_000 },
    queueMax: 2 * FRAMES,
    memoryMbMax: 2_000,
    modelCacheDir: MODEL_CACHE_DIR_DEFAULT,
  });
  const seconds: number[] = [];
  try {
    const failure = await pool.warm();
    if (failure !== null) throw new Error(`the vision processes answered ${failure}`);
    for (let round = 0; round <= REPEATS; round++) {
      const started = performance.now();
      await checkCase(pool, made);
      // The first round loads what documents need.
      if (round > 0) seconds.push((performance.now() - started) / 1000);
    }
    const rounded = seconds.map((value) => Number(value.toFixed(2)));
    return {
      value: Number(median(seconds).toFixed(2)),
      bar: BAR_S,
      unit: `s wall, p50, ${CORES} processes`,
      raw: { n: REPEATS, seconds: rounded, rssMb: pool.stats().rssMb, frames: FRAMES },
    };
  } finally {
    await pool.close();
  }
}

async function checkCase(
  pool: ReturnType<typeof createVisionPool>,
  made: Awaited<ReturnType<typeof pictures>>,
): Promise<void> {
  const document = { documentType: 'id_card', country: 'UTO', today: '2026-11-22' } as const;
  const answers = await Promise.all([
    pool.run('document-side', { ...document, picture: made.back, side: 'back' }),
    pool.run('document-side', { ...document, picture: made.front, side: 'front' }),
    pool.run('selfie', { picture: made.selfie }),
    ...made.frames.map((picture) => pool.run('frame', { picture, embed: true })),
  ]);
  const failed = answers.filter(({ ok }) => !ok).length;
  if (failed > 0) throw new Error(`${failed} checks gave no facts`);
}
