/**
 * `node bench/sideways-faces.ts FOLDER...`: are faces found on pictures that lie on a side or on their head and do not say
 * so? Every picture of the folders is turned by each quarter and held against itself upright, once looked at
 * upright alone and once in all four ways, as selfies and fronts of documents are.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { defaultThresholds } from '../src/verifications/face/similarity.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import type { FaceQuery } from '../src/vision/face/face-engine.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import { formatRate, median, rateOf } from './rates.ts';

const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR_DEFAULT));
const sameMin = defaultThresholds.match;
const looks = { upright: [0], 'four ways': [0, 90, 270, 180] } as const;
const turns = [90, 180, 270] as const;

interface Look {
  /** Cosine to the same picture upright; null where no face was found. */
  readonly likeness: number | null;
  readonly cpuMs: number;
}

async function embeddingOf(picture: Buffer, turned: FaceQuery['turned'] = [0]) {
  const image = await decodePicture(picture);
  const before = process.cpuUsage();
  const [face] = await faces.find(image, { embed: true, live: false, facesMax: 1, turned });
  const { user, system } = process.cpuUsage(before);
  return { embedding: face?.embedding ?? null, cpuMs: (user + system) / 1000 };
}

async function lookAt(
  picture: Buffer,
  own: readonly number[],
  turned: FaceQuery['turned'],
): Promise<Look> {
  const { embedding, cpuMs } = await embeddingOf(picture, turned);
  const likeness = embedding?.reduce((sum, value, at) => sum + value * own[at]!, 0) ?? null;
  return { likeness, cpuMs };
}

function print(name: string, list: readonly Look[]): void {
  const rate = (is: (look: Look) => boolean) =>
    formatRate(rateOf(list.filter(is).length, list.length));
  const found = rate(({ likeness }) => likeness !== null);
  const same = rate(({ likeness }) => (likeness ?? -1) >= sameMin);
  const cost = median(list.map(({ cpuMs }) => cpuMs)).toFixed(0);
  process.stdout.write(
    `  ${name}: found ${found}; the same person at ${sameMin} ${same}; ${cost} ms CPU\n`,
  );
}

for (const folder of process.argv.slice(2)) {
  const all: Record<keyof typeof looks, Look[]> = { upright: [], 'four ways': [] };
  const empty: Record<keyof typeof looks, Look[]> = { upright: [], 'four ways': [] };
  let pictures = 0;
  for (const file of readdirSync(folder)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()) {
    const upright = await sharp(join(folder, file)).autoOrient().jpeg({ quality: 90 }).toBuffer();
    const { embedding } = await embeddingOf(upright);
    if (embedding === null) continue;
    pictures += 1;
    const blank = await sharp(upright).blur(60).jpeg().toBuffer();
    for (const name of ['upright', 'four ways'] as const) {
      empty[name].push(await lookAt(blank, embedding, looks[name]));
      for (const turn of turns) {
        const turned = await sharp(upright).rotate(turn).jpeg({ quality: 90 }).toBuffer();
        all[name].push(await lookAt(turned, embedding, looks[name]));
      }
    }
  }
  process.stdout.write(
    `${folder.split('/').at(-1)}: ${pictures} pictures with a face upright, each turned three times\n`,
  );
  for (const name of ['upright', 'four ways'] as const) {
    print(`looked at ${name}`, all[name]);
    print(`a picture without a face, looked at ${name}`, empty[name]);
  }
}
