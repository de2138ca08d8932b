import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom, smoothNoise } from '../../../../specimens/people/noise.ts';
import type { Region } from '../../facts.ts';
import { decodePixels } from '../../image/decode.ts';
import { savingSignals } from './saving-signals.ts';

const [WIDTH, HEIGHT] = [960, 640];
const FACE: Region = { x: 0.2, y: 0.25, width: 0.25, height: 0.4 };

/** A cloth of soft noise with the grain of a camera. */
function scene(seed: number, grain = 14): Sharp {
  const random = seededRandom(seed);
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const level = 110 + 70 * smoothNoise(x / 12, y / 12, seed) + grain * (random() + random() - 1);
    data.fill(level, at * 3, at * 3 + 3);
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** Part of a first saving exchanged for what was never saved, and saved anew. */
async function pastedOver(place: Region, quality: number, grain?: number): Promise<Buffer> {
  const [left, top] = [Math.round(place.x * WIDTH), Math.round(place.y * HEIGHT)];
  const [width, height] = [Math.round(place.width * WIDTH), Math.round(place.height * HEIGHT)];
  const patch = await scene(77, grain).extract({ left, top, width, height }).png().toBuffer();
  return sharp(await scene(3).jpeg({ quality: 85 }).toBuffer())
    .composite([{ input: patch, left, top }])
    .jpeg({ quality })
    .toBuffer();
}

async function signalsOf(bytes: Buffer) {
  return savingSignals(bytes, await decodePixels(bytes), FACE);
}
const codesOf = async (bytes: Buffer) => (await signalsOf(bytes)).map(({ code }) => code);

describe('savingSignals', () => {
  it('finds nothing on a picture that was saved once', async () => {
    for (const quality of [75, 85, 92, 97]) {
      expect(await codesOf(await scene(3).jpeg({ quality }).toBuffer())).toEqual([]);
    }
  });

  it('tells a picture that was saved finer a second time, and no more of it', async () => {
    const first = await scene(3).jpeg({ quality: 85 }).toBuffer();
    const bytes = await sharp(first).jpeg({ quality: 95 }).toBuffer();
    const signals = await signalsOf(bytes);
    expect(signals.map(({ code }) => code)).toEqual(['saved_twice']);
    // Not for a review: chats and galleries do the same.
    expect(signals[0]!.strength).toBeLessThan(0.5);
  });

  it('tells a portrait that was not there at the first saving', async () => {
    const bytes = await pastedOver({ x: 0.15, y: 0.2, width: 0.35, height: 0.5 }, 95);
    expect(await codesOf(bytes)).toEqual(['saved_twice', 'portrait_pasted']);
  });

  it('marks another place that was not there', async () => {
    const place = { x: 0.7, y: 0.6, width: 0.1, height: 0.1 };
    const found = (await signalsOf(await pastedOver(place, 95))).filter(
      ({ code }) => code !== 'saved_twice',
    );
    expect(found.map(({ code }) => code)).toEqual(['is_edited']);
    const { x, y, width, height } = found[0]!.region!;
    expect(x).toBeGreaterThan(place.x - 0.05);
    expect(y).toBeGreaterThan(place.y - 0.05);
    expect(x + width).toBeLessThan(place.x + place.width + 0.05);
    expect(y + height).toBeLessThan(place.y + place.height + 0.05);
  });

  it('marks a portrait without the grain of the rest where nothing was saved before', async () => {
    const { x, y, width, height } = FACE;
    const [left, top] = [x * WIDTH, y * HEIGHT];
    const patch = await scene(77, 0)
      .extract({ left, top, width: width * WIDTH, height: height * HEIGHT })
      .png()
      .toBuffer();
    const bytes = await scene(3)
      .composite([{ input: patch, left, top }])
      .jpeg({ quality: 95 })
      .toBuffer();
    const found = await signalsOf(bytes);
    expect(found.map(({ code }) => code)).toEqual(['portrait_pasted']);
    expect(found[0]!.detail).toContain('times the noise');
    // Messengers take the grain out of a portrait as well.
    expect(found[0]!.strength).toBeLessThan(0.5);
  });

  it('says nothing of a progressive JPEG or a PNG', async () => {
    expect(await codesOf(await scene(3).jpeg({ progressive: true }).toBuffer())).toEqual([]);
    expect(await codesOf(await scene(3).png().toBuffer())).toEqual([]);
  });
});
