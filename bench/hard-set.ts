/**
 * `node bench/hard-set.ts OUT [--flat DIR] [--seed N] [--each N] [--drawn N]`: writes a set of hard photographs
 * in the layout that `eval -- documents` reads: of the flat specimens in DIR, each `--each` times, and
 * `--drawn` of drawn documents of all five formats with names that no specimen has.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, seedOf } from '../specimens/people/noise.ts';
import { createLineReader } from '../src/vision/document/mrz/line-reader.ts';
import { readMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import type { RgbImage } from '../src/vision/image/decoded-image.ts';
import { drawZonePage } from './draw-zone-page.ts';
import { drawTreatment, type FlatPicture, hardPhotograph } from './hard-photograph.ts';

const TODAY = '2026-11-22';

interface Written {
  readonly file: string;
  readonly of: string;
  readonly type: string;
  readonly lines: readonly string[];
  readonly checkDigitsValid: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    flat: { type: 'string' },
    seed: { type: 'string', default: '1' },
    each: { type: 'string', default: '2' },
    drawn: { type: 'string', default: '50' },
  },
});
const out = positionals[0];
if (out === undefined) throw new Error('usage: node bench/hard-set.ts OUT [--flat DIR]');
mkdirSync(join(out, 'photographed'), { recursive: true });
const written: Written[] = [];

async function write(flat: FlatPicture, truth: Omit<Written, 'file'>, name: string): Promise<void> {
  const random = seededRandom(seedOf(`${values.seed} ${name}`));
  const treatment = drawTreatment(random);
  const file = `photographed/${name}.jpg`;
  writeFileSync(join(out!, file), await hardPhotograph(flat, treatment, random));
  written.push({ file, ...truth, ...{ treatment } });
}

if (values.flat !== undefined) {
  const reader = await createLineReader();
  const truths = JSON.parse(readFileSync(join(values.flat, 'mrz-truth.json'), 'utf8'));
  for (const truth of truths) {
    const { detail } = await decodePicture(readFileSync(join(values.flat, truth.file)));
    const mrz = await readMrz(detail, reader, TODAY);
    if (mrz === null) continue;
    const isOnSide = mrz.rotationDegrees % 180 !== 0;
    const across = isOnSide ? mrz.region.height * detail.height : mrz.region.width * detail.width;
    const pitchPx = across / (mrz.lines[0]!.length + 1);
    for (let round = 0; round < Number(values.each); round++) {
      const name = `${basename(truth.file).replace(/\.\w+$/, '')}_${round}`;
      const { type, lines, checkDigitsValid } = truth;
      const flat = flatOf(detail, pitchPx);
      await write(flat, { of: truth.file, type, lines, checkDigitsValid }, name);
    }
  }
}
for (let number = 0; number < Number(values.drawn); number++) {
  const { flat, type, lines } = await drawZonePage(seedOf(`${values.seed} page ${number}`), number);
  const truth = { of: 'drawn', type, lines, checkDigitsValid: true };
  await write(flat, truth, `drawn_${type}_${number}`);
}
writeFileSync(join(out, 'photographed-truth.json'), JSON.stringify(written, null, 1));
console.log(`${written.length} pictures in ${out}`);

function flatOf({ data, width, height }: RgbImage, pitchPx: number): FlatPicture {
  return { data, width, height, pitchPx };
}
