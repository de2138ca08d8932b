import { expect, test } from 'vitest';
import { seededRandom } from '../specimens/people/noise.ts';
import { createLineReader } from '../src/vision/document/mrz/line-reader.ts';
import { readMrz } from '../src/vision/document/mrz/read-mrz.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { drawZonePage } from './draw-zone-page.ts';
import { hardPhotograph } from './hard-photograph.ts';

const clear = {
  pitchPx: 13,
  blurPx: 0.5,
  motionPx: 0,
  exposure: 0.9,
  isHalfShaded: false,
  hasGlare: false,
  jpegQuality: 70,
} as const;

test('a zone is read at any angle, in perspective and among letters', {
  timeout: 180_000,
}, async () => {
  const reader = await createLineReader();
  const angles = [45, -135, 20] as const;
  for (const [number, degrees] of angles.entries()) {
    const { flat, lines, type } = await drawZonePage(300 + number, number);
    const treatment = { ...clear, degrees, isCluttered: number % 2 === 0 };
    const bytes = await hardPhotograph(flat, treatment, seededRandom(number + 1));
    const { detail } = await decodePicture(bytes);
    const found = await readMrz(detail, reader, '2026-11-22');
    expect(found?.lines, `${type} at ${degrees} degrees`).toEqual(lines);
  }
});
