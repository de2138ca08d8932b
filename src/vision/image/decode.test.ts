import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture, encodeView } from './decode.ts';
import type { DecodedImage } from './decoded-image.ts';
import { hashDistance } from './perceptual-hash.ts';
import { greyPng, pngChunk } from './png-for-tests.ts';

/** Left half red, right half blue. */
async function twoColours(width = 60, height = 40): Promise<Sharp> {
  const half = { width: width / 2, height, channels: 3, background: '#0000ff' } as const;
  const blue = await sharp({ create: half }).png().toBuffer();
  const red = sharp({ create: { ...half, width, background: '#ff0000' } });
  return sharp(
    await red
      .composite([{ input: blue, left: width / 2, top: 0 }])
      .png()
      .toBuffer(),
  );
}

function pixel({ data, width }: DecodedImage, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

async function structured(width: number, height: number, seed: number): Promise<Sharp> {
  const circles = Array.from({ length: 12 }, (_, i) => {
    const turn = Math.sin(seed * 7.3 + i * 2.1);
    const x = 50 + 45 * turn;
    const y = 50 + 45 * Math.cos(seed * 3.1 + i * 1.7);
    return `<circle cx="${x}%" cy="${y}%" r="${8 + 6 * turn}%" fill="hsl(${i * 40},60%,50%)"/>`;
  });
  const size = `width="${width}" height="${height}"`;
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${circles}</svg>`));
}

describe('decoding an untrusted picture', () => {
  test('the EXIF orientation is applied to the pixels and to the size', async () => {
    const bytes = await (await twoColours()).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const image = await decodePicture(bytes);
    expect([image.width, image.height]).toEqual([40, 60]);
    expect(image.facts).toMatchObject({ width: 40, height: 60, format: 'jpeg' });
    expect(pixel(image, 20, 5)[0]).toBeGreaterThan(200);
    expect(pixel(image, 20, 55)[2]).toBeGreaterThan(200);
  });

  test.each(['jpeg', 'png', 'webp'] as const)(
    'a grey %s has three equal channels',
    async (format) => {
      const grey = await (await twoColours()).greyscale().toFormat(format).toBuffer();
      const image = await decodePicture(grey);
      expect(image.data.length).toBe(60 * 40 * 3);
      const [red, green, blue] = pixel(image, 5, 5);
      expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeLessThanOrEqual(2);
    },
  );

  test('transparency becomes white', async () => {
    const create = { width: 40, height: 40, channels: 4, background: '#00000000' } as const;
    const image = await decodePicture(await sharp({ create }).png().toBuffer());
    expect(pixel(image, 20, 20)).toEqual([255, 255, 255]);
  });

  test('half transparency is mixed with white alike in small and in large pictures', async () => {
    const create = { width: 40, height: 30, channels: 4, background: '#ff000080' } as const;
    const small = sharp({ create });
    const large = sharp({ create: { ...create, width: 2400, height: 1800 } });
    for (const picture of [small, large]) {
      const image = await decodePicture(await picture.png().toBuffer());
      const [red, green, blue] = pixel(image, 20, 20);
      expect(red).toBe(255);
      expect(Math.abs(green! - 127)).toBeLessThanOrEqual(1);
      expect(blue).toBe(green);
    }
  });

  test('grey or deep pictures with transparency are mixed with white too', async () => {
    const create = { channels: 4, background: '#ff000080' } as const;
    for (const size of [
      { width: 40, height: 30 },
      { width: 2400, height: 1800 },
    ]) {
      const half = sharp({ create: { ...create, ...size } });
      const deep = await decodePicture(await half.clone().toColourspace('rgb16').png().toBuffer());
      expect(pixel(deep, 20, 20)[0]).toBe(255);
      const grey = await decodePicture(await half.clone().toColourspace('b-w').png().toBuffer());
      const [red, green, blue] = pixel(grey, 20, 20);
      expect([green, blue]).toEqual([red, red]);
      expect(red).toBeGreaterThan(170);
    }
  });

  test('sixteen bits and CMYK become eight bits of RGB', async () => {
    const deep = await (await twoColours()).toColourspace('rgb16').png().toBuffer();
    const cmyk = await (await twoColours()).toColourspace('cmyk').jpeg().toBuffer();
    for (const bytes of [deep, cmyk]) {
      const image = await decodePicture(bytes);
      const [red, , blue] = pixel(image, 5, 20);
      expect(red!).toBeGreaterThan(blue! + 100);
    }
  });

  test('analysis, detail and view keep their bounds and the aspect', async () => {
    const bytes = await (await twoColours(4000, 3000)).jpeg().toBuffer();
    const image = await decodePicture(bytes);
    expect([image.width, image.height]).toEqual([1280, 960]);
    expect([image.detail.width, image.detail.height]).toEqual([2048, 1536]);
    expect(image.facts).toMatchObject({ width: 4000, height: 3000 });
    const view = await sharp(await encodeView(image)).metadata();
    expect(view).toMatchObject({ format: 'jpeg', width: 2048, height: 1536 });
  });

  test('the view carries no metadata', async () => {
    const exif = { IFD0: { Make: 'Maker', Model: 'Phone', Software: 'Photoshop' } };
    const bytes = await (await twoColours()).jpeg().withExif(exif).toBuffer();
    const image = await decodePicture(bytes);
    expect(image.metadata).toMatchObject({ hasCamera: true, software: 'Photoshop' });
    expect(image.signals.map((signal) => signal.code)).toEqual(['metadata_editor']);
    const view = await sharp(await encodeView(image)).metadata();
    expect([view.exif, view.icc, view.xmp, view.iptc]).toEqual(Array(4).fill(undefined));
  });

  test('a picture of exactly a phone screen without a camera is signalled, one with it is not', async () => {
    const screen = (await twoColours(1170, 2532)).png();
    const codes = async (bytes: Buffer) =>
      (await decodePicture(bytes)).signals.map((signal) => signal.code);
    expect(await codes(await screen.clone().toBuffer())).toContain('is_screenshot');
    const exif = { IFD0: { Make: 'Maker', Model: 'Phone' } };
    expect(await codes(await screen.clone().withExif(exif).toBuffer())).toEqual([]);
  });

  test('a cut-off picture is refused, not shown half', async () => {
    const bytes = await (await structured(400, 300, 1)).jpeg().toBuffer();
    const cut = bytes.subarray(0, bytes.length / 2);
    await expect(decodePicture(cut)).rejects.toMatchObject({ code: 'bad_picture' });
  });

  test('a PNG with an inflating side chunk decodes as if the chunk were not there', async () => {
    const bomb = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(30_000_000))]);
    const image = await decodePicture(greyPng(64, 48, [pngChunk('iCCP', bomb)]));
    expect([image.width, image.height]).toEqual([64, 48]);
    expect(image.metadata.hasIcc).toBe(false);
  });

  test('the perceptual hash survives another size and compression, and tells pictures apart', async () => {
    const hashes: string[] = [];
    for (let seed = 0; seed < 6; seed++) {
      const picture = await structured(800, 600, seed);
      const large = await decodePicture(await picture.clone().jpeg({ quality: 90 }).toBuffer());
      const small = await decodePicture(
        await picture.clone().resize(500).jpeg({ quality: 50 }).toBuffer(),
      );
      expect(
        hashDistance(large.facts.perceptualHash, small.facts.perceptualHash),
      ).toBeLessThanOrEqual(6);
      hashes.push(large.facts.perceptualHash);
    }
    for (const [i, hash] of hashes.entries()) {
      for (const other of hashes.slice(i + 1))
        expect(hashDistance(hash, other)).toBeGreaterThan(12);
    }
  });
});

test('an editor that is named in XMP only is told', async () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Adobe Photoshop 25.1"/></rdf:RDF></x:xmpmeta>';
  const bytes = await sharp({
    create: { width: 64, height: 64, channels: 3, background: '#808080' },
  })
    .withXmp(xmp)
    .jpeg()
    .toBuffer();
  const { signals } = await decodePicture(bytes);
  expect(signals).toContainEqual(
    expect.objectContaining({ code: 'metadata_editor', detail: 'Adobe Photoshop 25.1' }),
  );
});
