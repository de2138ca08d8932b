import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawDocument } from '../../specimens/documents/draw-document.ts';
import { CAST } from '../../specimens/people/cast.ts';
import { buildPerson } from '../../specimens/people/person.ts';
import {
  createVisionPool,
  type VisionPool,
} from '../../src/adapters/vision-process/create-vision-pool.ts';
import type { VisionTasks } from '../../src/vision/facts.ts';

const HOSTILE = join(import.meta.dirname, '../../../shared/data/hostile');
const MODEL_CACHE_DIR = join(import.meta.dirname, '../../.thaw/models');
/** `npm run test:hostile` sets it; `npm test` takes the bombs and a fixed sample of the rest. */
const TAKES_ALL = process.env['THAW_TEST_HOSTILE'] === 'all';
const PICTURE_STEP = 20;
const OTHER_STEP = 60;

const DEADLINE_MS = { 'document-side': 8_000, selfie: 4_000, frame: 2_000, sequence: 8_000 };
/** Of timers and of killing, above the deadline. */
const GRACE_MS = 1_000;
const CPU_MS_MAX = 2_000;
const CHILD_RSS_MB_MAX = 512;
const PARENT_GROWTH_MB_MAX = 64;
const BYTES_PER_MB = 2 ** 20;
const TEST_MS_MAX = TAKES_ALL ? 4 * 3_600_000 : 180_000;

const PICTURE = /\.(?:jpe?g|png|webp)$|go-fuzz.(?:png|jpeg|webp)\b/i;

function hostileFiles(): string[] {
  try {
    return readdirSync(HOSTILE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

const files = hostileFiles();
if (files.length === 0) console.log('skipped: no ../shared/data/hostile (hostile pictures)');

/** All bombs, then every so many of the files named like pictures and of all others. */
function sample(all: readonly string[]): string[] {
  if (TAKES_ALL) return [...all];
  const isBomb = (file: string) => relative(HOSTILE, file).startsWith('bombs');
  const rest = all.filter((file) => !isBomb(file));
  const pictures = rest.filter((file) => PICTURE.test(file));
  const others = rest.filter((file) => !PICTURE.test(file));
  return [
    ...all.filter(isBomb),
    ...pictures.filter((_, at) => at % PICTURE_STEP === 0),
    ...others.filter((_, at) => at % OTHER_STEP === 0),
  ];
}

/** Reads every file into the same memory: what this test reads is not the parent's growth. */
function createReader(paths: readonly string[]): (path: string) => Buffer {
  const memory = Buffer.alloc(Math.max(1, ...paths.map((path) => statSync(path).size)));
  return (path) => {
    const file = openSync(path, 'r');
    try {
      return memory.subarray(0, readSync(file, memory));
    } finally {
      closeSync(file);
    }
  };
}

type Input = VisionTasks['document-side']['input'];

/** Each way through the readers in turn: zone, barcode, print and faces. */
const WAYS = [
  { side: 'front', documentType: 'passport' },
  { side: 'back', documentType: 'driving_licence' },
  { side: 'front', documentType: 'driving_licence' },
  { side: 'back', documentType: 'id_card' },
] as const;

function inputOf(picture: Uint8Array, at: number): Input {
  return { picture, ...WAYS[at % WAYS.length]!, country: 'UTO', today: '2026-11-22' };
}

/**
 * CPU of the running children together; null where the system does not tell it (not Linux). Read as
 * UTF-8, for any other encoding costs a buffer outside the heap for each read: with two rounds of them
 * for each file they were nearly all of the growth that this test saw.
 */
function childrenCpuMs(): number | null {
  try {
    const threads = readdirSync('/proc/self/task');
    const pids = threads.flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    if (pids.length === 0) return null;
    const ticks = pids.map((pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, value) => sum + value, 0) * 10;
  } catch {
    return null;
  }
}

let valid: Buffer;
let pool: VisionPool | null = null;

function openPool(deadlineMs = DEADLINE_MS): VisionPool {
  const options = { children: 1, queueMax: 40, memoryMbMax: 900 } as const;
  pool = createVisionPool({ ...options, deadlineMs, modelCacheDir: MODEL_CACHE_DIR });
  return pool;
}

/** A good passport is still read whole: this child, or the one after it, works. */
async function expectWorks(tested: VisionPool): Promise<void> {
  const result = await tested.run('document-side', inputOf(valid, 0));
  if (!result.ok) throw new Error(result.failure);
  expect(result.facts.mrz?.valid).toBe(true);
}

beforeAll(async () => {
  const member = CAST.find(({ documentKind }) => documentKind === 'passport')!;
  const person = await buildPerson(member.id);
  const { documentKind: kind, holder } = member;
  valid = await drawDocument({ kind, side: 'front', holder, person, photographed: false, seed: 1 });
});

afterEach(async () => {
  await pool?.close();
  pool = null;
});

describe.skipIf(files.length === 0)('hostile files as pictures of a document', () => {
  test('each is answered in its time and memory, ends no child, and the next valid one is read', {
    timeout: TEST_MS_MAX,
  }, async () => {
    const tested = openPool();
    expect(await tested.warm()).toBeNull();
    await expectWorks(tested);
    const chosen = sample(files);
    const read = createReader(chosen);
    const rssBefore = process.memoryUsage.rss();
    const figures = { files: 0, seen: 0, wallMs: 0, cpuMs: 0, childRssMb: 0, parentMb: 0 };
    const wrong: string[] = [];
    for (const [at, file] of chosen.entries()) {
      const startedAt = performance.now();
      const cpuBefore = childrenCpuMs();
      const result = await tested.run('document-side', inputOf(read(file), at));
      const wallMs = performance.now() - startedAt;
      const cpuAfter = childrenCpuMs();
      const cpuMs = cpuBefore === null || cpuAfter === null ? 0 : cpuAfter - cpuBefore;
      const failure = result.ok ? null : result.failure;
      const refused = failure === 'bad_picture' || failure === 'too_many_pixels';
      const inTime = wallMs <= DEADLINE_MS['document-side'] + GRACE_MS && cpuMs <= CPU_MS_MAX;
      if ((failure !== null && !refused) || !inTime) {
        const times = `${Math.round(wallMs)} ms, CPU ${Math.round(cpuMs)} ms`;
        wrong.push(`${relative(HOSTILE, file)} (${at % WAYS.length}): ${failure}, ${times}`);
      }
      figures.files += 1;
      figures.seen += result.ok ? 1 : 0;
      figures.wallMs = Math.max(figures.wallMs, Math.round(wallMs));
      figures.cpuMs = Math.max(figures.cpuMs, cpuMs);
      figures.childRssMb = Math.max(figures.childRssMb, tested.stats().rssMb);
      const growth = Math.round((process.memoryUsage.rss() - rssBefore) / BYTES_PER_MB);
      figures.parentMb = Math.max(figures.parentMb, growth);
    }
    console.log(`hostile files, the most of each: ${JSON.stringify(figures)}`);
    expect(wrong).toEqual([]);
    expect(figures.childRssMb).toBeLessThanOrEqual(CHILD_RSS_MB_MAX);
    expect(figures.parentMb).toBeLessThanOrEqual(PARENT_GROWTH_MB_MAX);
    expect(tested.stats().ended).toEqual({});
    await expectWorks(tested);
  });

  test('a child over its deadline is killed, and another reads the next valid picture', async () => {
    const heavy = files.find((file) => file.endsWith('codewalk.png'));
    if (heavy === undefined) throw new Error('codewalk.png is not among the hostile files');
    // Handing the picture over and decoding it takes longer than this on any machine.
    const deadlineMs = 5;
    // The child that comes after is cold: its first document may take longer than a warm one's.
    const cold = { 'document-side': 3 * DEADLINE_MS['document-side'] };
    const tested = openPool({ ...DEADLINE_MS, ...cold, selfie: deadlineMs });
    expect(await tested.warm()).toBeNull();
    const startedAt = performance.now();
    const result = await tested.run('selfie', { picture: readFileSync(heavy) });
    expect(result).toEqual({ ok: false, failure: 'deadline' });
    expect(performance.now() - startedAt).toBeLessThan(deadlineMs + GRACE_MS);
    await expectWorks(tested);
    expect(tested.stats()).toMatchObject({ children: 1, ended: { deadline: 1 } });
  });

  test('the bombs at once are all answered while the parent stays awake', async () => {
    const bombs = files.filter((file) => extname(file) !== '.svg' && file.includes('/bombs/'));
    expect(bombs.length).toBeGreaterThan(0);
    const tested = openPool();
    await tested.warm();
    const twenty = Array.from({ length: 20 }, (_, at) => bombs[at % bombs.length]!);
    let beats = 0;
    const beat = setInterval(() => beats++, 20);
    const startedAt = performance.now();
    const results = await Promise.all(
      twenty.map((file, at) => tested.run('document-side', inputOf(readFileSync(file), at))),
    );
    const tookMs = performance.now() - startedAt;
    clearInterval(beat);
    for (const result of results) {
      expect(result.ok ? null : result.failure).toMatch(/^(?:bad_picture|too_many_pixels)$/);
    }
    // At least every fourth beat came: the event loop was never held for long.
    expect(beats).toBeGreaterThanOrEqual(Math.floor(tookMs / 80) - 1);
    expect(tested.stats().ended).toEqual({});
  });
});
