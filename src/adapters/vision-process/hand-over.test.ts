import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  childProgram,
  closePools,
  DEADLINE_MS,
  openPool,
  REQUESTS,
  rawChildProgram,
  scratch,
} from './pool.fixture.ts';

afterEach(closePools);

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
