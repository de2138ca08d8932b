/**
 * `npm run -s eval -- faults DIR [--json]`: which faults are called on drawn documents with one fault each, on the
 * same without any, and on pictures without a document; and how long a picture takes from its bytes to its faults.
 * DIR is not read: the documents are drawn.
 */
import sharp from 'sharp';
import { drawDocument } from '../specimens/documents/draw-document.ts';
import { CAST } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { inspectDocumentSide } from '../src/vision/document/inspect-side.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import type { PictureFaultCode, VisionTasks } from '../src/vision/facts.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import type { EvalReport } from './eval.ts';
import { formatRate, median, percentile, rateOf } from './rates.ts';

const TODAY = '2026-11-22';
const PEOPLE = 2;
const SIDES = [
  { kind: 'passport', side: 'front', documentType: 'passport' },
  { kind: 'id_card', side: 'front', documentType: 'id_card' },
  { kind: 'id_card', side: 'back', documentType: 'id_card' },
] as const;
const FAULTS = {
  blurred: 'image_blurry',
  dark: 'image_dark',
  glare: 'image_glare',
  cropped: 'image_cropped',
  greyscale: 'image_greyscale',
} as const;

interface Case {
  readonly name: string;
  readonly wanted: PictureFaultCode | null;
  readonly bytes: Buffer;
  readonly side: 'front' | 'back';
  readonly documentType: VisionTasks['document-side']['input']['documentType'];
}

export async function evaluateFaults(): Promise<EvalReport> {
  const faces = createFaceEngine(createModelRunner('.thaw/models'));
  const counts = new Map<string, { n: number; called: number; drawn: number }>();
  const cpuFaulty: number[] = [];
  const wallFaulty: number[] = [];
  let isWarm = false;
  for await (const { name, wanted, bytes, ...input } of cases()) {
    const look = async () => {
      const image = await decodePicture(bytes);
      const task = { ...input, picture: bytes, country: 'UTO', today: TODAY };
      return inspectDocumentSide(image, task, faces);
    };
    if (!isWarm) await look();
    isWarm = true;
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const { faults } = await look();
    wallFaulty.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    cpuFaulty.push((user + system) / 1000);
    const count = counts.get(name) ?? { n: 0, called: 0, drawn: 0 };
    counts.set(name, count);
    count.n++;
    const fault = faults.find(({ code }) => code === wanted);
    if (wanted === null ? faults.length > 0 : fault !== undefined) count.called++;
    if (fault?.region) count.drawn++;
  }
  const lines = [...counts].map(([name, { n, called, drawn }]) => {
    const what = name === 'untouched' ? 'any fault called' : 'called';
    return `${name}: ${what} ${formatRate(rateOf(called, n))}, with its place ${drawn}`;
  });
  const time = (all: readonly number[]) =>
    `${median(all).toFixed(0)} ms median, ${percentile(all, 0.9).toFixed(0)} ms p90`;
  lines.push(`from the bytes to the faults: CPU ${time(cpuFaulty)}; wall ${time(wallFaulty)}`);
  return { json: { counts: Object.fromEntries(counts), cpuMs: median(cpuFaulty) }, lines };
}

async function* cases(): AsyncGenerator<Case> {
  for (const { id, holder } of CAST.slice(0, PEOPLE)) {
    const person = await buildPerson(id);
    for (const { kind, side, documentType } of SIDES) {
      for (const photographed of [false, true]) {
        const request = { kind, side, holder, person, photographed, seed: 1 } as const;
        const of = { side, documentType };
        yield { name: 'untouched', wanted: null, bytes: await drawDocument(request), ...of };
        for (const [fault, wanted] of Object.entries(FAULTS)) {
          const faults = [fault as keyof typeof FAULTS];
          const bytes = await drawDocument({ ...request, faults });
          yield { name: fault, wanted, bytes, ...of };
        }
        const small = await sharp(await drawDocument(request))
          .resize(320)
          .jpeg()
          .toBuffer();
        yield { name: 'too small', wanted: 'image_too_small', bytes: small, ...of };
      }
    }
  }
  for (let seed = 1; seed <= 6; seed++) {
    const bytes = await cloth(seed);
    yield {
      ...{ name: 'no document', wanted: 'no_document', bytes },
      ...{ side: 'front', documentType: 'id_card' },
    };
  }
}

/** A table without anything on it: soft noise in one colour. */
async function cloth(seed: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 90 + 20 * seed, sigma: 25 } as const;
  const create = { width: 64, height: 48, channels: 3, background: '#888', noise } as const;
  return sharp(await sharp({ create }).png().toBuffer())
    .resize(2048, 1536, { kernel: 'cubic' })
    .modulate({ saturation: 0.6 })
    .jpeg()
    .toBuffer();
}
