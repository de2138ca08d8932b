import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { VisionFailure } from '../failure.ts';
import { JPEG_SCANS_MAX, PICTURE_BYTES_MAX } from './limits.ts';
import { readPictureHeader } from './picture-header.ts';
import { greyPng, pngChunk } from './png-for-tests.ts';

function refusal(bytes: Uint8Array): string {
  try {
    readPictureHeader(bytes);
  } catch (error) {
    if (error instanceof VisionFailure) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return 'accepted';
}

const plain = sharp({ create: { width: 40, height: 30, channels: 3, background: '#369' } });

describe('the header check', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('reads the size of a %s', async (format) => {
    const bytes = await plain.clone().toFormat(format).toBuffer();
    expect(readPictureHeader(bytes)).toMatchObject({ format, width: 40, height: 30 });
  });

  test('reads the size of a lossless and of an extended WebP', async () => {
    const lossless = await plain.clone().webp({ lossless: true }).toBuffer();
    const withAlpha = await plain.clone().ensureAlpha(0.5).webp().toBuffer();
    expect(readPictureHeader(lossless)).toMatchObject({ width: 40, height: 30 });
    expect(readPictureHeader(withAlpha)).toMatchObject({ width: 40, height: 30 });
  });

  test('other formats are refused by their first bytes, whatever they are called', async () => {
    const gif = await plain.clone().gif().toBuffer();
    const tiff = await plain.clone().tiff().toBuffer();
    for (const bytes of [gif, tiff, Buffer.from('<svg xmlns="x"/>'), Buffer.alloc(0)]) {
      expect(refusal(bytes)).toBe('bad_picture: not a JPEG, PNG or WebP');
    }
  });

  test('too many pixels are refused from the header alone', () => {
    expect(refusal(greyPng(65_535, 65_535))).toMatch('too_many_pixels');
    expect(refusal(greyPng(4_900, 4_900))).toMatch('too_many_pixels');
    expect(refusal(greyPng(13_000, 20))).toMatch('too_many_pixels');
  });

  test('too many bytes are refused', () => {
    expect(refusal(Buffer.alloc(PICTURE_BYTES_MAX + 1))).toBe('bad_picture: too many bytes');
  });

  test('a side of a few pixels is refused', () => {
    expect(refusal(greyPng(8, 200))).toBe('bad_picture: side too short');
  });

  test('animations are refused in PNG and WebP', async () => {
    const twoFrames = Buffer.alloc(40 * 60 * 3, 90).fill(200, 40 * 30 * 3);
    const frames = await sharp(twoFrames, {
      raw: { width: 40, height: 60, channels: 3, pageHeight: 30 },
    })
      .webp({ loop: 0 })
      .toBuffer();
    expect(refusal(frames)).toBe('bad_picture: animated');
    expect(refusal(greyPng(40, 30, [pngChunk('acTL', Buffer.alloc(8))]))).toBe(
      'bad_picture: animated',
    );
  });

  test('compressed side chunks of a PNG never reach the decoder', () => {
    const bomb = Buffer.concat([Buffer.from('x\0\0'), deflateSync(Buffer.alloc(30_000_000))]);
    const names = ['zTXt', 'iCCP', 'iTXt'];
    const bytes = greyPng(
      40,
      30,
      names.map((name) => pngChunk(name, bomb)),
    );
    const { decodable } = readPictureHeader(bytes);
    expect(decodable.length).toBeLessThan(200);
    for (const name of names) expect(Buffer.from(decodable).includes(name)).toBe(false);
  });

  test('a JPEG with very many scans is refused', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const source = { width: 64, height: 64, channels: 3, noise, background: '#888' } as const;
    const jpeg = await sharp({ create: source }).jpeg({ progressive: true }).toBuffer();
    expect(refusal(jpeg)).toBe('accepted');
    const lastScan = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
    const scan = jpeg.subarray(lastScan, jpeg.length - 2);
    const scans = Array<Buffer>(JPEG_SCANS_MAX).fill(scan);
    const bytes = Buffer.concat([jpeg.subarray(0, -2), ...scans, jpeg.subarray(-2)]);
    expect(refusal(bytes)).toBe('bad_picture: too many scans');
  });

  test('a JPEG that is cut before its frame, or whose segment runs over the end, is refused', async () => {
    const jpeg = await plain.clone().jpeg().toBuffer();
    expect(refusal(jpeg.subarray(0, 10))).toMatch('bad_picture');
    expect(refusal(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff]))).toMatch('bad_picture');
  });

  test('a WebP whose canvas differs from its picture is refused', async () => {
    const webp = await plain.clone().ensureAlpha(0.5).webp().toBuffer();
    webp[webp.indexOf('VP8X') + 12] = 200;
    expect(refusal(webp)).toBe('bad_picture: canvas and picture differ');
  });
});
