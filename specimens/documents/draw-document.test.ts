import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { CAST, castMember } from '../people/cast.ts';
import { buildPerson, type Person } from '../people/person.ts';
import { type DocumentRequest, drawDocument, mrzOf } from './draw-document.ts';
import { checkDigit } from './mrz-lines.ts';
import { homography } from './photograph.ts';
import { text } from './typeset.ts';

const { holder } = castMember('teo');
let person: Person;
beforeAll(async () => {
  person = await buildPerson('teo');
});

const draw = (change: Partial<DocumentRequest> = {}) =>
  drawDocument({ kind: 'id_card', side: 'front', holder, person, ...change });
const meanOf = async (picture: Buffer) =>
  (await sharp(picture).greyscale().stats()).channels[0]!.mean;

describe('a specimen document', () => {
  it('is the same bytes for the same request, and another picture for another holder', async () => {
    const first = await draw();
    expect(await draw()).toEqual(first);
    const other = { ...holder, documentNumber: 'D00000001' };
    expect(await draw({ holder: other })).not.toEqual(first);
  });

  it('is a flat scan 1600 pixels wide without a camera, unless it is photographed', async () => {
    const flat = await sharp(await draw()).metadata();
    expect([flat.width, flat.height, flat.exif]).toEqual([1600, 1009, undefined]);
    const photo = await sharp(await draw({ photographed: true })).metadata();
    expect([photo.width, photo.height]).toEqual([2048, 1536]);
    expect(photo.exif!.includes('Utopia Optics')).toBe(true);
  });

  it('is photographed from elsewhere with another seed', async () => {
    const one = await draw({ photographed: true, seed: 1 });
    expect(await draw({ photographed: true, seed: 1 })).toEqual(one);
    expect(await draw({ photographed: true, seed: 2 })).not.toEqual(one);
  });

  it('has the fault that was asked for', async () => {
    const bright = await meanOf(await draw());
    expect(await meanOf(await draw({ faults: ['dark'] }))).toBeLessThan(45);
    expect(bright).toBeGreaterThan(150);
    const grey = await sharp(await draw({ faults: ['greyscale'] })).stats();
    expect(grey.channels.every((channel) => channel.mean === grey.channels[0]!.mean)).toBe(true);
    const sharpness = async (picture: Buffer) => (await sharp(picture).stats()).sharpness;
    expect(await sharpness(await draw({ faults: ['blurred'] }))).toBeLessThan(
      (await sharpness(await draw())) / 4,
    );
    const screen = await sharp(await draw({ faults: ['screenshot'] })).metadata();
    expect([screen.width, screen.height, screen.exif]).toEqual([1170, 2532, undefined]);
    const cropped = await sharp(await draw({ faults: ['cropped'] })).metadata();
    expect(cropped.width).toBeLessThan(1400);
  });

  it('has no side that its kind has not', async () => {
    await expect(draw({ kind: 'passport', side: 'back' })).rejects.toThrow(RangeError);
  });

  it('never prints an empty box for a letter it has no glyph of', () => {
    const style = { face: 'ocrb', size: 3, fill: '#000' } as const;
    expect(text('A', 0, 0, style)).toMatch(/^<path d="M/);
    expect(() => text('Ω', 0, 0, style)).toThrow(RangeError);
  });

  it('has right check digits for everybody in the cast, and one wrong where asked', () => {
    for (const member of CAST) {
      const [, line] = mrzOf({ kind: 'passport', holder: member.holder });
      expect(line![9]).toBe(checkDigit(line!.slice(0, 9)));
      expect(line![19]).toBe(checkDigit(line!.slice(13, 19)));
      expect(line![27]).toBe(checkDigit(line!.slice(21, 27)));
      const overall = line!.slice(0, 10) + line!.slice(13, 20) + line!.slice(21, 43);
      expect(line![43]).toBe(checkDigit(overall));
    }
    const [, spoilt] = mrzOf({ kind: 'passport', holder, faults: ['wrong-check-digit'] });
    expect(spoilt![9]).not.toBe(checkDigit(spoilt!.slice(0, 9)));
  });
});

describe('a homography', () => {
  it('takes its four corners where they belong', () => {
    const to = [
      [10, 20],
      [200, 30],
      [190, 150],
      [5, 140],
    ] as const;
    const h = homography(
      [
        [0, 0],
        [100, 0],
        [100, 60],
        [0, 60],
      ],
      to,
    );
    const w = h[6]! * 100 + h[7]! * 60 + 1;
    expect((h[0]! * 100 + h[1]! * 60 + h[2]!) / w).toBeCloseTo(190, 6);
    expect((h[3]! * 100 + h[4]! * 60 + h[5]!) / w).toBeCloseTo(150, 6);
  });
});
