import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photoshopSetting, readJpegWriting, standardQuality } from './jpeg-tables.ts';

const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#7a5' } });

/** Photoshop's own table for its setting `low`, zigzag order. */
const PHOTOSHOP_LOW = [
  ...[18, 14, 14, 14, 16, 14, 21, 16, 16, 21, 30, 19, 17, 19, 30, 35, 26, 21, 21, 26, 35, 34],
  ...[23, 23, 23, 23, 23, 34, 17, ...new Array<number>(6).fill(12), 17],
  ...new Array<number>(28).fill(12),
];

describe('the tables of a JPEG', () => {
  it.each([1, 40, 75, 92, 100])('tell quality %i of the standard ones', async (quality) => {
    const writing = readJpegWriting(await picture().jpeg({ quality }).toBuffer());
    expect(standardQuality(writing!.luma)).toBe(quality);
    expect(writing!.isProgressive).toBe(false);
  });

  it('are of another make where an encoder has its own', async () => {
    const bytes = await picture().jpeg({ quality: 90, quantisationTable: 3 }).toBuffer();
    expect(standardQuality(readJpegWriting(bytes)!.luma)).toBeNull();
  });

  it('are read from a progressive JPEG too', async () => {
    const bytes = await picture().jpeg({ quality: 80, progressive: true }).toBuffer();
    expect(readJpegWriting(bytes)).toMatchObject({ isProgressive: true });
  });

  it('are Photoshop’s only where all 64 values are', () => {
    expect(PHOTOSHOP_LOW).toHaveLength(64);
    expect(photoshopSetting(PHOTOSHOP_LOW)).toBe('low');
    expect(photoshopSetting(PHOTOSHOP_LOW.with(63, 13))).toBeNull();
    expect(photoshopSetting(PHOTOSHOP_LOW.with(0, 18 + 256))).toBeNull();
  });

  it('are not there in a file that is cut off before its scan, wherever that is', async () => {
    const bytes = await picture().jpeg().toBuffer();
    const scanAt = bytes.indexOf(Buffer.from([0xff, 0xda]));
    expect(scanAt).toBeGreaterThan(100);
    for (let end = 0; end <= scanAt; end++) {
      expect(readJpegWriting(bytes.subarray(0, end))).toBeNull();
    }
    expect(readJpegWriting(bytes)).not.toBeNull();
  });

  it('are not taken from a table with a zero in it', async () => {
    const bytes = await picture().jpeg().toBuffer();
    const tableAt = bytes.indexOf(Buffer.from([0xff, 0xdb])) + 5;
    bytes[tableAt + 7] = 0;
    expect(readJpegWriting(bytes)).toBeNull();
  });
});
