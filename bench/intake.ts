/**
 * Row 9: a 12 MP photo from the upload's bytes to the sealed, durable object, against the sum of
 * sharp and AES-GCM + SHA-256 of the same bytes; interleaved.
 */
import { execFile } from 'node:child_process';
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { drawDocument } from '../specimens/documents/draw-document.ts';
import { CAST } from '../specimens/people/cast.ts';
import { buildPerson } from '../specimens/people/person.ts';
import { createKeyRing } from '../src/adapters/keys/key-ring.ts';
import { createFsObjectStore } from '../src/adapters/objects-fs/object-store.ts';
import { CHILD_HEAP_FLAGS } from '../src/adapters/vision-process/vision-child.ts';
import type { ObjectStore } from '../src/core/ports.ts';
import { decodePicture, encodeView } from '../src/vision/image/decode.ts';
import { DETAIL_SIDE_PX_MAX, VIEW_QUALITY } from '../src/vision/image/limits.ts';
import { type BenchResult, median } from './row.ts';

const BAR = 1.25;
const REPEATS = 9;
const WARM_UPS = 2;
const WIDTH = 4032;
const HEIGHT = 3024;
const KEY_BYTES = 32;

/** A photographed specimen at a phone's size, with a sensor's noise and the camera's EXIF. */
async function photo(): Promise<Buffer> {
  const member = CAST[0]!;
  const request = {
    kind: member.documentKind,
    side: 'front',
    holder: member.holder,
    person: await buildPerson(member.id),
    photographed: true,
    seed: 1,
  } as const;
  const noise = { type: 'gaussian', mean: 128, sigma: 8 } as const;
  const grain = await sharp({
    create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#808080', noise },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(await drawDocument(request))
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .withExif({ IFD0: { Make: 'Maker', Model: 'Phone' } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** What the service does with an accepted picture: the child's part, then `keepPicture`'s. */
function ownIntake(objects: ObjectStore): (bytes: Buffer, at: number) => Promise<number> {
  const keys = createKeyRing({ operatorKey: randomBytes(KEY_BYTES) });
  const { wrapped } = keys.newDataKey('case');
  const hashKey = randomBytes(KEY_BYTES);
  return async (bytes, at) => {
    const image = await decodePicture(bytes);
    const view = await encodeView(image);
    const sha = createHash('sha256').update(bytes).digest('hex');
    createHmac('sha256', hashKey).update(sha).digest('hex');
    createHmac('sha256', hashKey).update(image.facts.perceptualHash).digest('hex');
    const key = `case/picture${at}`;
    await objects.put(key, keys.seal(keys.unwrap('case', wrapped), key, view));
    return view.length;
  };
}

/** Upright, resized and re-encoded by sharp alone; then the cipher over it and the hash of the file. */
async function bareIntake(bytes: Buffer): Promise<number> {
  const view = await sharp(bytes)
    .autoOrient()
    .resize(DETAIL_SIDE_PX_MAX, DETAIL_SIDE_PX_MAX, { fit: 'inside' })
    .jpeg({ quality: VIEW_QUALITY })
    .toBuffer();
  const cipher = createCipheriv('aes-256-gcm', randomBytes(KEY_BYTES), randomBytes(12));
  Buffer.concat([cipher.update(view), cipher.final(), cipher.getAuthTag()]);
  createHash('sha256').update(bytes).digest();
  return view.length;
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt };
}

const rounded = (value: number) => Number(value.toFixed(1));

/** Both sides in a process that runs as the vision child does; writes its result to standard output. */
export async function measure(_name: string): Promise<BenchResult> {
  const self = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [...CHILD_HEAP_FLAGS, self]);
  return JSON.parse(stdout) as BenchResult;
}

async function measureHere(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-bench-intake-'));
  try {
    const intake = ownIntake(await createFsObjectStore({ root: folder }));
    const bytes = await photo();
    const own: Cost[] = [];
    const bare: Cost[] = [];
    let viewBytes = 0;
    let bareViewBytes = 0;
    for (let round = -WARM_UPS; round < REPEATS; round++) {
      const mine = await costOf(async () => {
        viewBytes = await intake(bytes, round + WARM_UPS);
      });
      const theirs = await costOf(async () => {
        bareViewBytes = await bareIntake(bytes);
      });
      if (round < 0) continue;
      own.push(mine);
      bare.push(theirs);
    }
    const ratio = median(own.map(({ cpuMs }, at) => cpuMs / bare[at]!.cpuMs));
    return {
      value: Number(ratio.toFixed(3)),
      bar: BAR,
      unit: 'x (sharp + AES-GCM + SHA-256) CPU',
      raw: {
        repeats: REPEATS,
        pixels: `${WIDTH}x${HEIGHT}`,
        fileBytes: bytes.length,
        viewBytes,
        bareViewBytes,
        ownCpuMsMedian: rounded(median(own.map(({ cpuMs }) => cpuMs))),
        bareCpuMsMedian: rounded(median(bare.map(({ cpuMs }) => cpuMs))),
        ownWallMsMedian: rounded(median(own.map(({ wallMs }) => wallMs))),
        bareWallMsMedian: rounded(median(bare.map(({ wallMs }) => wallMs))),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await measureHere()));
}
