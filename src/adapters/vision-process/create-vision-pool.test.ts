import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawSelfie } from '../../../specimens/camera/camera-file.ts';
import { buildPerson } from '../../../specimens/people/person.ts';
import type { EmbedderCard } from '../../vision/models/embedder-card.ts';
import type { VisionPool } from './create-vision-pool.ts';
import { childProgram, closePools, DEADLINE_MS, openPool, scratch } from './pool.fixture.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');

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

let picture: Buffer;

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const source = { width: 320, height: 240, channels: 3, noise, background: '#808080' } as const;
  picture = await sharp({ create: source }).jpeg().toBuffer();
});

afterEach(closePools);

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
    expect(pool.stats().failedInARow).toBe(0);
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
    expect(pool.stats().failedInARow).toBe(1);
    expect(await next).toEqual({ ok: true, facts: 1 });
    expect(pool.stats().failedInARow).toBe(0);
  });

  test('a child that answers what it was not asked has crashed', async () => {
    const childEntry = childProgram(
      'confused',
      'send(message.input.embed ? message.id + 1 : message.id, 1);',
    );
    const pool = openPool({ childEntry });
    const confused = pool.run('frame', { picture, embed: true });
    const next = pool.run('frame', { picture, embed: false });
    expect(await confused).toEqual({ ok: false, failure: 'crashed' });
    expect(await next).toEqual({ ok: true, facts: 1 });
    expect(pool.stats().ended).toEqual({ crashed: 1 });
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

  test('a child that the system does not start at all fails one waiting task', async () => {
    const childEntry = childProgram('started', 'send(message.id, 1);');
    const pool = openPool({ childEntry });
    const { execPath } = process;
    process.execPath = join(scratch, 'no-such-program');
    const first = pool.run('frame', { picture, embed: false });
    process.execPath = execPath;
    expect(await first).toEqual({ ok: false, failure: 'crashed' });
    expect(await pool.run('frame', { picture, embed: false })).toEqual({ ok: true, facts: 1 });
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
    expect(pool.stats().isFull).toBe(true);
    const results = await Promise.all(runs);
    expect(pool.stats()).toMatchObject({ isFull: false, failedInARow: 0 });
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
