import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawSelfie } from '../../../specimens/camera/camera-file.ts';
import { buildPerson } from '../../../specimens/people/person.ts';
import type { EmbedderCard } from '../../vision/models/embedder-card.ts';
import { createVisionPool, type VisionPool, type VisionPoolOptions } from './create-vision-pool.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const MODEL_CACHE_DIR = join(import.meta.dirname, '../../../.thaw/models');
const DEADLINE_MS = { 'document-side': 20_000, selfie: 5_000, frame: 2_000, sequence: 8_000 };

const ownCard: EmbedderCard = {
  name: 'own',
  file: 'own.onnx',
  sha256: '0'.repeat(64),
  input: { side: 112, order: 'rgb', mean: 127, divisor: 128, mirrored: false },
  thresholds: { match: 0.5, frame: 0.4, review: 0.3 },
  licenceOfCode: 'MIT',
  licenceOfWeights: 'MIT',
  trainingData: 'not stated',
};

let scratch: string;
let picture: Buffer;
const pools: VisionPool[] = [];

function openPool(overrides: Partial<VisionPoolOptions> = {}): VisionPool {
  const pool = createVisionPool({
    children: 1,
    deadlineMs: DEADLINE_MS,
    queueMax: 50,
    memoryMbMax: 700,
    modelCacheDir: MODEL_CACHE_DIR,
    ...overrides,
  });
  pools.push(pool);
  return pool;
}

const REQUESTS = pathToFileURL(join(import.meta.dirname, '../../vision/request-pipe.ts'));

/** A child program for the pool: `body` sees `send(id, output)` and `message`. */
function childProgram(name: string, body: string): string {
  return rawChildProgram(
    name,
    `import { readRequests } from '${REQUESTS}'; readRequests((message) => { ${body} });`,
  );
}

/** Its own reader of requests, or none: all that a broken or hostile child may do. */
function rawChildProgram(name: string, reader: string): string {
  const path = join(scratch, `${name}.mjs`);
  const program = `
    ${reader}
    const send = (id, output, rssBytes = 1) =>
      process.send({ kind: 'answer', id, result: { ok: true, output }, rssBytes });
    process.on('disconnect', () => process.exit());
    process.send({ kind: 'ready' });`;
  writeFileSync(path, program);
  return path;
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'vision-pool-'));
  mkdirSync(join(scratch, 'models'));
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const source = { width: 320, height: 240, channels: 3, noise, background: '#808080' } as const;
  picture = await sharp({ create: source }).jpeg().toBuffer();
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('the vision pool', () => {
  test('a picture without a face comes back as facts with a fault, and a view', async () => {
    const result = await openPool().run('selfie', { picture });
    if (!result.ok) throw new Error(result.failure);
    expect(result.facts.faults.map((fault) => fault.code)).toContain('face_not_visible');
    expect(result.facts.picture).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
    expect(result.facts.view.length).toBeGreaterThan(1000);
  });

  test('a child compares faces with the embedder that it is told to use', async () => {
    const selfie = await drawSelfie(await buildPerson('mara'));
    const vectorOf = async (pool: VisionPool) => {
      const seen = await pool.run('frame', { picture: selfie, embed: true });
      if (!seen.ok) throw new Error(seen.failure);
      return seen.facts.faces[0]?.embedding ?? [];
    };
    const deadlineMs = { ...DEADLINE_MS, frame: 20_000 };
    expect(await vectorOf(openPool({ deadlineMs }))).toHaveLength(512);
    expect(await vectorOf(openPool({ deadlineMs, embedder: 'dlib_resnet' }))).toHaveLength(128);
    const gone = { ...ownCard, file: join(scratch, 'gone.onnx') };
    const without = await openPool({ embedder: gone }).run('frame', {
      picture: selfie,
      embed: true,
    });
    expect(without).toEqual({ ok: false, failure: 'model_missing' });
  });

  test('bytes that are no picture are a bad picture, and the child lives on', async () => {
    const pool = openPool();
    const bad = await pool.run('selfie', { picture: Buffer.from('<svg/>') });
    expect(bad).toEqual({ ok: false, failure: 'bad_picture' });
    expect((await pool.run('frame', { picture, embed: false })).ok).toBe(true);
    expect(pool.stats()).toMatchObject({ done: 1, failed: { bad_picture: 1 }, ended: {} });
  });

  test('a child that hangs is killed at the deadline and the next task gets another', async () => {
    const childEntry = childProgram(
      'hang-once',
      `if (message.input.embed) for (;;); else send(message.id, 'facts');`,
    );
    const deadlineMs = { ...DEADLINE_MS, frame: 300 };
    const pool = openPool({ childEntry, deadlineMs });
    const hanging = pool.run('frame', { picture, embed: true });
    const next = pool.run('frame', { picture, embed: false });
    expect(await hanging).toEqual({ ok: false, failure: 'deadline' });
    expect(await next).toEqual({ ok: true, facts: 'facts' });
    expect(pool.stats().ended).toEqual({ deadline: 1 });
  });

  test('a child that dies answers crashed and is replaced', async () => {
    const childEntry = childProgram(
      'die-once',
      `if (message.input.embed) process.kill(process.pid, 'SIGKILL'); else send(message.id, 1);`,
    );
    const pool = openPool({ childEntry });
    const dying = pool.run('frame', { picture, embed: true });
    const next = pool.run('frame', { picture, embed: false });
    expect(await dying).toEqual({ ok: false, failure: 'crashed' });
    expect(await next).toEqual({ ok: true, facts: 1 });
  });

  test('a child that cannot start fails the waiting tasks instead of being started for ever', async () => {
    const childEntry = join(scratch, 'missing.mjs');
    const pool = openPool({ childEntry });
    const results = await Promise.all([
      pool.run('frame', { picture, embed: false }),
      pool.run('frame', { picture, embed: false }),
    ]);
    expect(results).toEqual(Array(2).fill({ ok: false, failure: 'crashed' }));
  });

  test('a child over its memory answers and is then replaced', async () => {
    const childEntry = childProgram('fat', 'send(message.id, process.pid, 900 * 2 ** 20);');
    const pool = openPool({ childEntry });
    const [first, second] = await Promise.all([
      pool.run('frame', { picture, embed: false }),
      pool.run('frame', { picture, embed: false }),
    ]);
    expect(first.ok && second.ok).toBe(true);
    expect(first).not.toEqual(second);
    expect(pool.stats().ended['memory']).toBeGreaterThanOrEqual(1);
  });

  test('a child that swells during a task is killed', async () => {
    const childEntry = childProgram(
      'swell',
      `globalThis.held = Buffer.alloc(300 * 2 ** 20, 1); setTimeout(() => {}, 60_000);`,
    );
    const pool = openPool({ childEntry, memoryMbMax: 200 });
    const result = await pool.run('frame', { picture, embed: false });
    expect(result).toEqual({ ok: false, failure: 'crashed' });
    expect(pool.stats().ended).toEqual({ memory: 1 });
  });

  test('a full queue answers busy at once', async () => {
    const childEntry = childProgram('slow', 'setTimeout(() => send(message.id, 1), 100);');
    const pool = openPool({ childEntry, queueMax: 1 });
    const runs = [1, 2, 3, 4].map(() => pool.run('frame', { picture, embed: false }));
    const results = await Promise.all(runs);
    expect(results.filter((result) => !result.ok)).toEqual(
      Array(2).fill({ ok: false, failure: 'busy' }),
    );
  });

  test('urgent tasks go first, and normal ones still get their turn', async () => {
    const childEntry = childProgram('order', 'setTimeout(() => send(message.id, 1), 5);');
    const pool = openPool({ childEntry });
    const order: string[] = [];
    const run = (name: string, priority: 'urgent' | 'normal') =>
      pool.run('frame', { picture, embed: false }, { priority }).then(() => order.push(name));
    const normal = run('normal', 'normal');
    const urgent = Array.from({ length: 12 }, (_, i) => run(`urgent${i}`, 'urgent'));
    await Promise.all([normal, ...urgent]);
    expect(order[0]).toBe('urgent0');
    expect(order.indexOf('normal')).toBe(8);
  });

  test('a run that was given up is rejected and leaves the queue', async () => {
    const childEntry = childProgram('slow2', 'setTimeout(() => send(message.id, 1), 100);');
    const pool = openPool({ childEntry });
    const first = pool.run('frame', { picture, embed: false });
    const controller = new AbortController();
    const { signal } = controller;
    const second = pool.run('frame', { picture, embed: false }, { signal });
    controller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect((await first).ok).toBe(true);
    expect(pool.stats()).toMatchObject({ queued: 0, done: 1 });
  });

  test('a child sees no secret of the parent, starts no program and writes no file', async () => {
    const childEntry = childProgram(
      'curious',
      `const attempt = (work) => { try { work(); return 'done'; } catch (e) { return e.code; } };
       const { spawnSync } = process.getBuiltinModule('node:child_process');
       const { writeFileSync } = process.getBuiltinModule('node:fs');
       send(message.id, {
         env: Object.keys(process.env).filter((name) => name !== 'NODE_CHANNEL_FD').sort(),
         spawn: attempt(() => spawnSync('/bin/true')),
         write: attempt(() => writeFileSync(${JSON.stringify(join(scratch, 'written'))}, 'x')),
       });`,
    );
    process.env['THAW_TEST_SECRET'] = 'secret';
    const result = await openPool({ childEntry }).run('frame', { picture, embed: false });
    delete process.env['THAW_TEST_SECRET'];
    const facts = result.ok ? (result.facts as unknown as Record<string, unknown>) : {};
    expect(facts['env']).not.toContain('THAW_TEST_SECRET');
    expect(facts['env']).toEqual(expect.arrayContaining(['LANG', 'TZ']));
    expect(facts).toMatchObject({ spawn: 'ERR_ACCESS_DENIED', write: 'ERR_ACCESS_DENIED' });
  });

  test('warming loads the models in every child', async () => {
    const pool = openPool({ children: 2 });
    expect(await pool.warm()).toBeNull();
    expect(pool.stats()).toMatchObject({ children: 2, queued: 0 });
    expect(pool.stats().rssMb).toBeGreaterThan(100);
  });

  test('a closed pool has no children and takes no tasks', async () => {
    const pool = openPool();
    await pool.warm();
    await pool.close();
    expect(pool.stats().children).toBe(0);
    const late = await pool.run('frame', { picture, embed: false });
    expect(late).toEqual({ ok: false, failure: 'busy' });
  });
});

describe('pictures on their way to a child', () => {
  const BIG = 12 * 2 ** 20;
  const shows = 'centre';
  /** More than any pipe holds: a writer waits until somebody reads. */
  const big = Buffer.alloc(BIG, 7);

  test('all pictures of a request arrive whole, and so do those of the next', async () => {
    const childEntry = childProgram(
      'several',
      `const { createHash } = process.getBuiltinModule('node:crypto');
       send(message.id, message.input.frames.map(({ picture, shows }) =>
         [shows, picture.length, createHash('sha1').update(picture).digest('hex')]));`,
    );
    const pool = openPool({ childEntry });
    const sizes = [0, 1, 65_535, 65_536, 3_000_000];
    const frames = sizes.map((size) => ({ picture: randomBytes(size), shows }) as const);
    const wanted = frames.map(({ picture }) => [
      shows,
      picture.length,
      createHash('sha1').update(picture).digest('hex'),
    ]);
    for (let turn = 0; turn < 3; turn++) {
      expect(await pool.run('sequence', { frames })).toEqual({ ok: true, facts: wanted });
    }
  });

  test('handing them over costs the parent no memory', async () => {
    const childEntry = childProgram('taker', 'send(message.id, message.input.picture.length);');
    const pool = openPool({ childEntry });
    await pool.run('frame', { picture: big, embed: false });
    const held = () => process.memoryUsage().external + process.memoryUsage().arrayBuffers;
    const before = held();
    let most = 0;
    for (let turn = 0; turn < 8; turn++) {
      const seen = await pool.run('frame', { picture: big, embed: false });
      expect(seen).toEqual({ ok: true, facts: BIG });
      most = Math.max(most, held() - before);
    }
    expect(most).toBeLessThan(BIG / 4);
  });

  test('more than a request may hold is a bad picture, and no child sees it', async () => {
    const pool = openPool({ childEntry: join(scratch, 'missing.mjs') });
    const picture = Buffer.alloc(16 * 2 ** 20 + 1);
    const bad = { ok: false, failure: 'bad_picture' };
    expect(await pool.run('frame', { picture, embed: false })).toEqual(bad);
    const frames = [big, big].map((one) => ({ picture: one, shows }) as const);
    expect(await pool.run('sequence', { frames })).toEqual(bad);
    expect(pool.stats().ended).toEqual({});
  });

  test.each([
    ['dies halfway through one', `process.kill(process.pid, 'SIGKILL')`],
    ['closes the pipe halfway and lives on', 'closeSync(4)'],
    ['answers before it has read one', `send(1, 'passed')`],
  ])('a child that %s has crashed; the next one is asked in its place', async (name, then) => {
    const marker = join(scratch, 'models', name.replaceAll(' ', '-'));
    const childEntry = rawChildProgram(
      `half-${name.replaceAll(' ', '-')}`,
      `import { closeSync, existsSync, readSync, writeFileSync } from 'node:fs';
       import { readRequests } from '${REQUESTS}';
       if (existsSync('${marker}')) readRequests((message) => send(message.id, 'read'));
       else setTimeout(function read() {
         try { readSync(4, Buffer.alloc(1000)); } catch { return setTimeout(read, 10); }
         writeFileSync('${marker}', '');
         ${then};
         setInterval(() => {}, 1000);
       });`,
    );
    const pool = openPool({ childEntry, modelCacheDir: join(scratch, 'models') });
    const results = await Promise.all([
      pool.run('frame', { picture: big, embed: false }),
      pool.run('frame', { picture: big, embed: false }),
    ]);
    expect(results).toEqual([
      { ok: false, failure: 'crashed' },
      { ok: true, facts: 'read' },
    ]);
    expect(pool.stats().ended).toEqual({ crashed: 1 });
  });

  test('a child that reads nothing is killed at the deadline with the bytes under way', async () => {
    const childEntry = rawChildProgram('deaf', 'setInterval(() => {}, 1000);');
    const pool = openPool({ childEntry, deadlineMs: { ...DEADLINE_MS, frame: 300 } });
    const runs = [1, 2].map(() => pool.run('frame', { picture: big, embed: false }));
    const late = { ok: false, failure: 'deadline' };
    expect(await Promise.all(runs)).toEqual([late, late]);
    expect(pool.stats().ended).toEqual({ deadline: 2 });
  });
});

const HOSTILE = join(DATA, 'hostile');
const hasHostile = statSync(HOSTILE, { throwIfNoEntry: false }) !== undefined;
if (!hasHostile) console.log('skipped: no ../shared/data (hostile pictures)');

describe.skipIf(!hasHostile)('hostile pictures', () => {
  const HOSTILE_MS_MAX = 2_000;
  const SAMPLE = 300;

  async function feed(pool: VisionPool, files: readonly string[]) {
    const slow: string[] = [];
    const codes = new Map<string, number>();
    for (const file of files) {
      const started = performance.now();
      const result = await pool.run('selfie', { picture: readFileSync(file) });
      if (performance.now() - started > HOSTILE_MS_MAX) slow.push(file);
      const code = result.ok ? 'ok' : result.failure;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    return { slow, codes };
  }

  test('every bomb is refused before it is decoded, and the next valid picture works', async () => {
    const pool = openPool();
    await pool.warm();
    const bombs = readdirSync(join(HOSTILE, 'bombs')).map((name) => join(HOSTILE, 'bombs', name));
    const { codes, slow } = await feed(pool, bombs);
    expect(slow).toEqual([]);
    expect([...codes.keys()].sort()).toEqual(['bad_picture', 'too_many_pixels']);
    expect((await pool.run('selfie', { picture })).ok).toBe(true);
    expect(pool.stats().ended).toEqual({});
  });

  test('damaged pictures end no child, and the next valid picture works', async () => {
    const pool = openPool();
    await pool.warm();
    const all = readdirSync(HOSTILE, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(jpe?g|png|webp)$|go-fuzz.(png|jpeg|webp)./i.test(name))
      .map((name) => join(HOSTILE, name))
      .filter((path) => statSync(path).isFile())
      .sort();
    const step = Math.max(1, Math.floor(all.length / SAMPLE));
    const { codes, slow } = await feed(
      pool,
      all.filter((_, i) => i % step === 0),
    );
    expect(slow).toEqual([]);
    for (const code of codes.keys()) {
      expect(['ok', 'bad_picture', 'too_many_pixels']).toContain(code);
    }
    expect((await pool.run('selfie', { picture })).ok).toBe(true);
    expect(pool.stats().ended).toEqual({});
    expect(pool.stats().rssMb).toBeLessThan(400);
  }, 60_000);
});
