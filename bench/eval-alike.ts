/** How often a picture is known again after it was saved anew, and how often another one is taken for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawDocument } from '../specimens/documents/draw-document.ts';
import { CAST } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { alikeParts } from '../src/core/documents/alike.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { fineHash } from '../src/vision/image/fine-hash.ts';
import { formatRate, rateOf } from './rates.ts';

type Treat = (bytes: Buffer) => Promise<Buffer>;

const shaved =
  (share: number): Treat =>
  async (bytes) => {
    const { width = 0, height = 0 } = await sharp(bytes).metadata();
    const [x, y] = [Math.ceil(width * share), Math.ceil(height * share)];
    return sharp(bytes)
      .extract({ left: x, top: y, width: width - 2 * x, height: height - 2 * y })
      .jpeg({ quality: 85 })
      .toBuffer();
  };

const TREATMENTS: readonly (readonly [string, Treat])[] = [
  ['saved anew at quality 50', (bytes) => sharp(bytes).jpeg({ quality: 50 }).toBuffer()],
  ['900 pixels wide', (bytes) => sharp(bytes).resize(900).jpeg({ quality: 75 }).toBuffer()],
  ['15 % brighter', (bytes) => sharp(bytes).modulate({ brightness: 1.15 }).jpeg().toBuffer()],
  ['shaved by 1 pixel', shaved(0.0001)],
  ['shaved by 1 %', shaved(0.01)],
  ['shaved by 4 %', shaved(0.04)],
];

async function partsOf(bytes: Buffer): Promise<ReadonlySet<string>> {
  return new Set(alikeParts(fineHash(await decodePicture(bytes))));
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((part) => b.has(part));

/** @param files pictures that show different documents, or the same in different photographs */
export async function alikeLines(dir: string, files: readonly string[]): Promise<string[]> {
  const pictures = [...new Set(files)].map((file) => readFileSync(join(dir, file)));
  const hits = new Map<string, number>();
  const parts: ReadonlySet<string>[] = [];
  for (const bytes of pictures) {
    const own = await partsOf(bytes);
    parts.push(own);
    for (const [name, treat] of TREATMENTS) {
      const found = meet(own, await partsOf(await treat(bytes)));
      hits.set(name, (hits.get(name) ?? 0) + (found ? 1 : 0));
    }
  }
  const lines = TREATMENTS.map(
    ([name]) => `known again, ${name}: ${formatRate(rateOf(hits.get(name) ?? 0, parts.length))}`,
  );
  lines.push(`taken for another photograph: ${pairLine(parts)}`);
  for (const photographed of [false, true]) lines.push(...(await drawnLines(photographed)));
  return lines;
}

/** The hardest case: documents of one layout, which differ in face and text alone. */
async function drawnLines(photographed: boolean): Promise<string[]> {
  const kinds = [
    ['passport', 'front'],
    ['id_card', 'front'],
    ['id_card', 'back'],
  ] as const;
  const how = photographed ? 'photographed' : 'flat';
  const lines: string[] = [];
  for (const [kind, side] of kinds) {
    const parts: ReadonlySet<string>[] = [];
    for (const { id, holder } of CAST) {
      const person = await buildPerson(id);
      const bytes = await drawDocument({ kind, side, holder, person, photographed, seed: 1 });
      parts.push(await partsOf(bytes));
    }
    lines.push(`taken for another person's ${kind} ${side}, ${how}: ${pairLine(parts)}`);
  }
  return lines;
}

function pairLine(all: readonly ReadonlySet<string>[]): string {
  const pairs = all.flatMap((a, at) => all.slice(0, at).map((b) => meet(a, b)));
  return `${formatRate(rateOf(pairs.filter(Boolean).length, pairs.length))} pairs`;
}
