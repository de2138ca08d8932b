import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom, smoothNoise } from '../../../specimens/people/noise.ts';
import { COEFFICIENTS_KEPT, readLumaCoefficients } from './jpeg-coefficients.ts';
import { readJpegWriting } from './jpeg-tables.ts';
import { PICTURE_PIXELS_MAX } from './limits.ts';

const [WIDTH, HEIGHT] = [203, 117];

function cloth(): Sharp {
  const random = seededRandom(5);
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [Math.floor(at / 3) % WIDTH, Math.floor(at / 3 / WIDTH)];
    data[at] = 60 + 120 * smoothNoise(x / 9, y / 9, 1 + (at % 3)) + 30 * random();
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** [across, down] of the zigzag indices 1 to 5. */
const ZIGZAG = [
  [1, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [2, 0],
] as const;

/** The same coefficients by the transform of the decoded pixels (ITU-T T.81 A.3.3). */
async function transformed(bytes: Buffer, column: number, row: number): Promise<number[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return ZIGZAG.map(([across, down]) => {
    let sum = 0;
    for (let at = 0; at < 64; at++) {
      const [x, y] = [at % 8, Math.floor(at / 8)];
      const from = ((row * 8 + y) * info.width + column * 8 + x) * info.channels;
      const [red, green, blue] =
        info.channels === 1
          ? [data[from]!, data[from]!, data[from]!]
          : [data[from]!, data[from + 1]!, data[from + 2]!];
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      const cosine = (at: number, k: number) => Math.cos(((2 * at + 1) * k * Math.PI) / 16);
      sum += luma * cosine(x, across) * cosine(y, down);
    }
    const scale = (k: number) => (k === 0 ? Math.SQRT1_2 : 1);
    return 0.25 * scale(across) * scale(down) * sum;
  });
}

describe('readLumaCoefficients', () => {
  const ways = {
    '4:2:0': () => cloth().jpeg({ quality: 90 }),
    '4:4:4': () => cloth().jpeg({ quality: 90, chromaSubsampling: '4:4:4' }),
    'with codes made for the picture': () => cloth().jpeg({ quality: 70, optimiseCoding: true }),
    grey: () => cloth().greyscale().jpeg({ quality: 85 }),
  };

  it.each(Object.entries(ways))('reads what the pixels show, %s', async (_, write) => {
    const bytes = await write().toBuffer();
    const luma = readLumaCoefficients(bytes)!;
    const table = readJpegWriting(bytes)!.luma;
    expect(luma.columns).toBeGreaterThanOrEqual(Math.ceil(WIDTH / 8));
    expect(luma.rows).toBeGreaterThanOrEqual(Math.ceil(HEIGHT / 8));
    for (const [column, row] of [
      [0, 0],
      [1, 0],
      [7, 3],
      [24, 13],
    ] as const) {
      const at = (row * luma.columns + column) * COEFFICIENTS_KEPT;
      const expected = await transformed(bytes, column, row);
      for (const [k, value] of expected.entries()) {
        const read = luma.values[at + k + 1]! * table[k + 1]!;
        // Pixels are rounded to whole levels.
        expect(Math.abs(read - value)).toBeLessThan(3);
      }
    }
  });

  it('reads on after each restart marker, whatever the sampling', async () => {
    for (const sampling of ['4:2:0', '4:4:4', 'grey'] as const) {
      const rows = await picturesOfRows(sampling);
      const bytes = joinedByRestarts(rows);
      // A decoder that many trust takes it for one picture.
      const { info } = await sharp(bytes, { failOn: 'warning' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: WIDTH, height: rows.length * MCU_PX });
      const values = rows.flatMap((row) => [...readLumaCoefficients(row)!.values]);
      expect([...readLumaCoefficients(bytes)!.values]).toEqual(values);
      expect([...readLumaCoefficients(fillBeforeMarkers(bytes))!.values]).toEqual(values);
    }
  });

  it('gives nothing where a part between two restarts is cut short or comes out of turn', async () => {
    const rows = await picturesOfRows('4:2:0');
    const bytes = joinedByRestarts(rows);
    const second = bytes.indexOf(Buffer.from([0xff, 0xd1]));
    expect(second).toBeGreaterThan(0);
    const cut = Buffer.concat([bytes.subarray(0, second - 3), bytes.subarray(second)]);
    expect(readLumaCoefficients(cut)).toBeNull();
    const swapped = Buffer.from(bytes);
    swapped[second + 1] = 0xd3;
    expect(readLumaCoefficients(swapped)).toBeNull();
  });

  it('leaves a progressive JPEG and other formats alone', async () => {
    expect(readLumaCoefficients(await cloth().jpeg({ progressive: true }).toBuffer())).toBeNull();
    expect(readLumaCoefficients(await cloth().png().toBuffer())).toBeNull();
    expect(readLumaCoefficients(new Uint8Array())).toBeNull();
  });

  it('gives nothing for a file that breaks off', async () => {
    const bytes = await cloth().jpeg({ quality: 90 }).toBuffer();
    for (let end = 0; end < bytes.length - 64; end += 7) {
      expect(readLumaCoefficients(bytes.subarray(0, end))).toBeNull();
    }
  });

  it('ends on damaged files, within the size that was allowed', async () => {
    const whole = await cloth().jpeg({ quality: 90 }).toBuffer();
    const random = seededRandom(11);
    for (let round = 0; round < 1_500; round++) {
      const bytes = Buffer.from(whole);
      const reach = round % 2 === 0 ? 700 : bytes.length;
      for (let hit = 0; hit <= round % 6; hit++) {
        bytes[Math.floor(random() * reach)] = Math.floor(random() * 256);
      }
      const luma = readLumaCoefficients(bytes);
      if (luma !== null) expect(luma.columns * luma.rows * 64).toBeLessThan(4 * PICTURE_PIXELS_MAX);
      readJpegWriting(bytes);
    }
  });

  it('builds no more than 32 tables of a file, however many it defines', async () => {
    const whole = await cloth().jpeg({ quality: 90, optimiseCoding: false }).toBuffer();
    const tableAt = whole.indexOf(Buffer.from([0xff, 0xc4]));
    const table = whole.subarray(tableAt, tableAt + 2 + whole.readUInt16BE(tableAt + 2));
    const defined = whole.toString('latin1').split('\xff\xc4').length - 1;
    const withMore = (more: number) => {
      const tables = Array.from({ length: more }, () => table);
      return Buffer.concat([whole.subarray(0, tableAt), ...tables, whole.subarray(tableAt)]);
    };
    expect(readLumaCoefficients(withMore(32 - defined))).not.toBeNull();
    expect(readLumaCoefficients(withMore(33 - defined))).toBeNull();
    // Many in each segment: each would fill 128 kB.
    const many = Array.from({ length: 2_000 }, () => table.subarray(4));
    const segment = Buffer.concat([table.subarray(0, 4), ...many]);
    segment.writeUInt16BE(segment.length - 2, 2);
    const segments = Array.from({ length: 120 }, () => segment);
    const startedAt = performance.now();
    expect(
      readLumaCoefficients(Buffer.concat([whole.subarray(0, 2), ...segments, whole.subarray(2)])),
    ).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  const hostile = join(import.meta.dirname, '../../../../shared/data/hostile');
  const files = filesIn(hostile);
  if (files.length === 0) console.log('skipped: no ../shared/data/hostile (coefficients)');

  it.skipIf(files.length === 0)('ends on every hostile file', { timeout: 240_000 }, () => {
    let [read, msMost] = [0, 0];
    for (const file of files) {
      const bytes = readFileSync(file);
      const startedAt = performance.now();
      readJpegWriting(bytes);
      if (readLumaCoefficients(bytes) !== null) read++;
      msMost = Math.max(msMost, performance.now() - startedAt);
    }
    console.log(`hostile files: ${files.length}, read ${read}, ${msMost.toFixed(0)} ms at most`);
    expect(msMost).toBeLessThan(2_000);
  });
});

/** Side of what 4:2:0 codes at once. */
const MCU_PX = 16;
const ROWS = 11;

/** One picture a row of the cloth. */
function picturesOfRows(sampling: '4:2:0' | '4:4:4' | 'grey'): Promise<Buffer[]> {
  const chroma = sampling === 'grey' ? {} : { chromaSubsampling: sampling };
  return Promise.all(
    Array.from({ length: ROWS }, (_, row) =>
      cloth()
        .extract({ left: 0, top: row * 10, width: WIDTH, height: 10 })
        .resize(WIDTH, MCU_PX, { fit: 'fill' })
        .greyscale(sampling === 'grey')
        .jpeg({ quality: 90, ...chroma, optimiseCoding: false })
        .toBuffer(),
    ),
  );
}

/**
 * Pictures of one width and the same tables below each other: the data of each are what stands between two restart
 * markers (ITU-T T.81 E.1.4). Of 4:4:4 and grey they are two rows of blocks.
 */
function joinedByRestarts(rows: readonly Buffer[]): Buffer {
  const scanAt = (row: Buffer) => row.indexOf(Buffer.from([0xff, 0xda]));
  const dataAt = (row: Buffer) => scanAt(row) + 2 + row.readUInt16BE(scanAt(row) + 2);
  const first = rows[0]!;
  const header = Buffer.from(first.subarray(0, scanAt(first)));
  const frame = header.indexOf(Buffer.from([0xff, 0xc0]));
  header.writeUInt16BE(rows.length * MCU_PX, frame + 5);
  const isWhole = header[frame + 11] === 0x11;
  const mcus = isWhole ? 2 * Math.ceil(WIDTH / 8) : Math.ceil(WIDTH / MCU_PX);
  const parts = rows.map((row, index) => {
    const data = row.subarray(dataAt(row), -2);
    return index === 0
      ? data
      : Buffer.concat([Buffer.from([0xff, 0xd0 + ((index - 1) & 7)]), data]);
  });
  const interval = Buffer.from([0xff, 0xdd, 0, 4, mcus >> 8, mcus & 255]);
  const scan = first.subarray(scanAt(first), dataAt(first));
  return Buffer.concat([header, interval, scan, ...parts, Buffer.from([0xff, 0xd9])]);
}

/** Any number of bytes 0xff may stand before a marker (T.81 B.1.1.2). */
function fillBeforeMarkers(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replace(/\xff(?=[\xd0-\xd7])/g, '\xff\xff\xff'),
    'latin1',
  );
}

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
