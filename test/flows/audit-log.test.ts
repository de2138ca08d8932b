/** The audit log on a real database: counted in once, and provable to others afterwards. */

import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCheckpointSigner } from '../../src/adapters/audit-seal/checkpoints.ts';
import { sha256Tree } from '../../src/adapters/audit-seal/hashing.ts';
import { createHeadsFile } from '../../src/adapters/audit-seal/heads-file.ts';
import { createDatabase } from '../../src/adapters/postgres/database.ts';
import { startSealing } from '../../src/app/seal-audit.ts';
import type { HeadKeeper } from '../../src/core/ports.ts';
import { AuditLog, auditedCase } from '../fixtures/audit-log.ts';

const log = new AuditLog();
beforeAll(() => log.start());
afterAll(() => log.stop());
beforeEach(() => log.beginAnew());

async function placesInOrder(): Promise<readonly (readonly [number, number])[]> {
  const { rows } = await log.pool.query<{ position: string; seq: string }>(
    'select position, seq from thaw.audit_leaves order by position',
  );
  return rows.map(({ position, seq }) => [Number(position), Number(seq)]);
}

describe('counting in', () => {
  test('every record gets a place, without gaps, in the order of writing', async () => {
    await log.write(7);
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 7 });
    await log.write(5);
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 5 });
    const places = await placesInOrder();
    expect(places.map(([position]) => position)).toEqual(Array.from({ length: 12 }, (_, at) => at));
    expect(places.map(([, seq]) => seq)).toEqual(
      places.map(([, seq]) => seq).toSorted((a, b) => a - b),
    );
    const said = await log.thaw('verify');
    expect(said.lines).toContain('12 records, 2 signed heads');
    expect(said.lines.at(-1)).toBe('nothing was changed, removed, added or moved');
    expect(said.status).toBe(0);
  });

  test('nothing new is no new head', async () => {
    await log.write(3);
    await log.seal();
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 0 });
    expect((await log.pool.query('select from thaw.audit_heads')).rowCount).toBe(1);
    expect(log.told).toEqual(['audit.head']);
  });

  test('what was rolled back leaves no gap, and what was committed late comes later', async () => {
    await log.write(2);
    const db = createDatabase(log.pool);
    await db.transaction(async (slow) => {
      await slow.audit.add({ actor: { type: 'system' }, action: 'slow' });
      const failed = db.transaction(async (tx) => {
        await tx.audit.add({ actor: { type: 'system' }, action: 'never' });
        throw new Error('rolled back');
      });
      await expect(failed).rejects.toThrow('rolled back');
      await log.write(2);
      expect(await log.seal()).toEqual({ outcome: 'sealed', records: 4 });
    });
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 1 });
    const places = await placesInOrder();
    expect(places.map(([position]) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(places[4]?.[1]).toBeLessThan(places[3]?.[1] ?? 0);
    expect((await log.thaw('verify')).status).toBe(0);
  });

  test('a record far behind the newest is found by looking among all', async () => {
    const { rows } = await log.pool.query<{ seq: string }>(
      `insert into thaw.audit (actor, action) select '{}', 'many' from generate_series(1, 20010)
       returning seq`,
    );
    const [first] = rows;
    await log.pool.query('alter table thaw.audit disable trigger user');
    await log.pool.query('create table thaw.away as select * from thaw.audit where seq = $1', [
      first?.seq,
    ]);
    await log.pool.query('delete from thaw.audit where seq = $1', [first?.seq]);
    await log.pool.query('alter table thaw.audit enable trigger user');
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 20_009 });
    await log.pool.query('insert into thaw.audit overriding system value select * from thaw.away');
    await log.pool.query('drop table thaw.away');
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 0 });
    expect(await log.seal({ late: true })).toEqual({ outcome: 'sealed', records: 1 });
    expect((await log.thaw('verify')).lines).toContain('20010 records, 4 signed heads');
  });

  test('of several processes that write and seal at once, each record is counted once', async () => {
    const results = await Promise.all([
      ...Array.from({ length: 4 }, () => log.write(50)),
      ...Array.from({ length: 12 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 5));
        return (await log.seal()).outcome;
      }),
    ]);
    expect(results).not.toContain('refused');
    await log.seal();
    const places = await placesInOrder();
    expect(places).toHaveLength(200);
    expect(new Set(places.map(([, seq]) => seq)).size).toBe(200);
    expect((await log.thaw('verify')).status).toBe(0);
  });

  test('the session of whoever verifies may have any time zone', async () => {
    await log.write(3);
    await log.seal();
    await log.pool.query(`alter role current_user set timezone = 'Asia/Kathmandu'`);
    try {
      const other = new pg.Pool(log.pool.options);
      const there = await other.query<{ TimeZone: string }>('show timezone');
      const places = await createDatabase(other).read.audit.places(0, 10);
      await other.end();
      expect(there.rows[0]?.TimeZone).toBe('Asia/Kathmandu');
      for (const { record, noted } of places) expect(sha256Tree.leaf(record ?? '')).toEqual(noted);
      expect(places).toHaveLength(3);
    } finally {
      await log.pool.query('alter role current_user reset timezone');
    }
  });
});

describe('the service', () => {
  test('seals as soon as it starts', async () => {
    await log.write(2);
    const sealing = startSealing(log.service());
    await expect.poll(() => log.told).toEqual(['audit.head']);
    await sealing.stop();
    expect((await log.thaw('verify')).lines[0]).toBe('2 records, 1 signed head');
  });

  test('says with a code alone why it could not, and stops all the same', async () => {
    const away = Object.assign(new Error('the disk of Ada Lovelace'), { code: 'ENOSPC' });
    const keeper: HeadKeeper = { last: async () => null, keep: () => Promise.reject(away) };
    await log.write(1);
    const sealing = startSealing(log.service({ keeper }));
    const told = ['audit.head', 'audit.not_sealed {"code":"ENOSPC"}'];
    await expect.poll(() => log.told).toEqual(told);
    await sealing.stop();
  });

  test('has records that no head counts yet, and verifying says how many', async () => {
    await log.write(1);
    await log.seal();
    await log.write(2);
    const { lines, status } = await log.thaw('verify');
    expect(lines[0]).toBe('1 record, 1 signed head');
    expect(lines.at(-1)).toMatch(/^not in a head yet: 2 records, the oldest since 20/);
    expect(status).toBe(0);
  });
});

describe('the head outside', () => {
  test('is the one in the database, after each sealing', async () => {
    await log.write(1);
    await log.seal();
    const head = await log.thaw('head');
    expect(`${head.lines.join('\n')}\n`).toBe(await createHeadsFile(log.headsFile).last());
  });

  test('that could not be kept is kept the next time, and nothing is lost meanwhile', async () => {
    const file = createHeadsFile(log.headsFile);
    const full: HeadKeeper = {
      last: file.last,
      keep: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    };
    await log.write(4);
    await expect(log.seal({ keeper: full })).rejects.toThrow('full');
    expect(await file.last()).toBeNull();
    expect(await log.seal()).toEqual({ outcome: 'sealed', records: 0 });
    expect(await file.last()).not.toBeNull();
    expect((await log.thaw('verify')).status).toBe(0);
  });

  test('that cannot be read lets nothing be signed', async () => {
    await log.write(1);
    const dead: HeadKeeper = {
      last: () => Promise.reject(new Error('away')),
      keep: () => Promise.resolve(),
    };
    await expect(log.seal({ keeper: dead })).rejects.toThrow('away');
    expect(await placesInOrder()).toEqual([]);
  });
});

describe('for somebody else', () => {
  beforeEach(async () => {
    await log.write(9);
    await log.seal();
    await log.write(4);
    await log.seal();
  });

  async function keyFor(): Promise<string> {
    return (await log.thaw('key')).lines[0] ?? '';
  }

  test('an export is verified with the public key alone, and shows what was done to it', async () => {
    const file = log.file('export.jsonl');
    expect((await log.thaw('export', file)).status).toBe(0);
    const key = await keyFor();
    const whole = await log.thaw('verify', file, '--key', key);
    expect(whole.lines).toContain('13 records, 2 signed heads');
    expect(whole.lines.join('\n')).toMatch(/no head from outside/);
    expect(whole.status).toBe(0);
    expect((await log.thaw('verify', file, '--heads', log.headsFile)).lines.join()).not.toMatch(
      /outside/,
    );
    const lines = readFileSync(file, 'utf8').split('\n');
    const broken: readonly (readonly string[])[] = [
      lines.toSpliced(4, 1),
      lines.with(4, lines[4]!.replace('code.sent', 'code.gone')),
      lines.with(4, lines[5]!).with(5, lines[4]!),
      lines.toSpliced(4, 0, lines[4]!),
      lines.slice(0, 9).concat(lines.slice(-2)),
    ];
    for (const [at, some] of broken.entries()) {
      const other = log.file(`export-${at}.jsonl`);
      writeFileSync(other, some.join('\n'));
      expect((await log.thaw('verify', other, '--heads', log.headsFile)).status, `${at}`).toBe(1);
    }
    expect(await log.thaw('export', file)).toEqual({
      status: 2,
      lines: [`${file}: this file is there already`],
    });
  });

  test('an export with the key of another log is refused', async () => {
    const file = log.file('export.jsonl');
    await log.thaw('export', file);
    const { key } = createCheckpointSigner({ masterKey: new Uint8Array(32).fill(3) });
    const { lines, status } = await log.thaw('verify', file, '--key', key);
    expect(lines.join('\n')).toMatch(/2 heads that this key did not sign/);
    expect(status).toBe(1);
  });

  test('a record is proven alone, and a changed proof proves nothing', async () => {
    const proof = await log.thaw('prove', '7');
    const file = log.file('7.tlog-proof');
    writeFileSync(file, `${proof.lines.join('\n')}\n`);
    const said = await log.thaw('check', file, '--key', await keyFor());
    expect(said.status).toBe(0);
    expect(said.lines[0]).toMatch(/"position": 7[,}]/);
    expect(said.lines[1]).toMatch(/^record 7 of 13, signed at /);
    const inCase = await log.thaw('case', auditedCase);
    expect(inCase.lines[7]).toBe(said.lines[0]);
    const text = readFileSync(file, 'utf8');
    const record = Buffer.from(said.lines[0]!.replace('code.sent', 'code.gone')).toString('base64');
    writeFileSync(file, text.replace(/^extra .*$/m, `extra ${record}`));
    expect((await log.thaw('check', file)).lines).toEqual([
      'this record is not in the log that was signed',
    ]);
    writeFileSync(file, text.replace('\n13\n', '\n14\n'));
    expect((await log.thaw('check', file)).lines).toEqual([
      'this key did not sign the head of the proof',
    ]);
    expect((await log.thaw('check', file)).status).toBe(1);
  });

  test.each<[readonly string[], RegExp]>([
    [['verify', 'nowhere.jsonl'], /nowhere\.jsonl: there is no such file/],
    [['verify', '--heads'], /--heads takes a word/],
    [['verify', '--heads', log.masterKeyFile], /there is no signed head in it/],
    [['verify', '--key', 'x'], /no public key of an audit log/],
    [['verify', '--keys', 'x'], /There is no option --keys/],
    [['prove', '13'], /no record 13 under the newest head/],
    [['prove', 'x'], /Which record\?/],
    [['check', log.masterKeyFile], /no proof of an audit record/],
    [['case', 'x'], /Which case\?/],
    [['case', '22222222-2222-4333-8444-555555555555'], /No sealed record is about this case/],
    [['export'], /Into which file\?/],
  ])('thaw audit %j says in words what is wrong', async ([verb = '', ...args], words) => {
    const said = await log.thaw(verb, ...args);
    expect(said.lines.join('\n')).toMatch(words);
    expect(said.status).toBe(2);
  });
});
