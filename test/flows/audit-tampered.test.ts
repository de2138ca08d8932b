/** What the owner of the database can do to the audit log, and who finds out. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeadKeeper } from '../../src/core/ports.ts';
import { AuditLog } from '../fixtures/audit-log.ts';

const log = new AuditLog();
beforeAll(() => log.start());
afterAll(() => log.stop());
beforeEach(() => log.beginAnew());

const hashedAnew = `update thaw.audit_leaves l set hash = sha256('\\x00'::bytea || convert_to(
  jsonb_build_object('position', l.position, 'seq', a.seq,
    'at', to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'actor', a.actor,
    'action', a.action, 'case_id', a.case_id, 'account_id', a.account_id, 'detail', a.detail
  )::text, 'UTF8')) from thaw.audit a where a.seq = l.seq`;

const changed = /record 3: not what/;
const third = '(select seq from thaw.audit_leaves where position = 3)';

describe('what the owner of the database does to it', () => {
  beforeEach(async () => {
    await log.write(6);
    await log.seal();
    await log.write(6);
    await log.seal();
    expect((await log.thaw('verify')).status).toBe(0);
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'the actor',
      [`update thaw.audit set actor = '{"type": "host"}' where seq = ${third}`],
      changed,
    ],
    ['what was done', [`update thaw.audit set action = 'x' where seq = ${third}`], changed],
    ['the case', [`update thaw.audit set case_id = null where seq = ${third}`], changed],
    ['the account', [`update thaw.audit set account_id = 'b-2' where seq = ${third}`], changed],
    ['the detail', [`update thaw.audit set detail = '{"n": 4}' where seq = ${third}`], changed],
    [
      'the time, by a microsecond',
      [`update thaw.audit set at = at + interval '1 microsecond' where seq = ${third}`],
      changed,
    ],
    [
      'a change with its hash made right',
      [`update thaw.audit set detail = '{}' where seq = ${third}`, hashedAnew],
      /head over 6 records: not of this log/,
    ],
    ['a record deleted', [`delete from thaw.audit where seq = ${third}`], /record 3: gone/],
    [
      'a record deleted with its place, the others moved up',
      [
        `delete from thaw.audit where seq = ${third}`,
        'delete from thaw.audit_leaves where position = 3',
        'update thaw.audit_leaves set position = position - 1001 where position > 3',
        'update thaw.audit_leaves set position = position + 1000 where position < -100',
        hashedAnew,
      ],
      /head over 6 records: not of this log/,
    ],
    [
      'two records changed about',
      [
        'update thaw.audit_leaves set position = -1 where position = 3',
        'update thaw.audit_leaves set position = 3 where position = 4',
        'update thaw.audit_leaves set position = 4 where position = -1',
        hashedAnew,
      ],
      /head over 6 records: not of this log/,
    ],
    [
      'the end cut off cleanly',
      [
        'delete from thaw.audit where seq in (select seq from thaw.audit_leaves where position >= 6)',
        'delete from thaw.audit_leaves where position >= 6',
        'delete from thaw.audit_heads where size > 6',
      ],
      /head over 12 records: there are fewer now/,
    ],
    [
      'everything deleted',
      ['truncate thaw.audit, thaw.audit_leaves, thaw.audit_heads'],
      /head over 6 records: there are fewer now/,
    ],
    [
      'the heads deleted, and a record slipped in',
      [
        'delete from thaw.audit_heads',
        `insert into thaw.audit (actor, action) values ('{}', 'x')`,
        `insert into thaw.audit_leaves select 12, max(seq), '\\x${'00'.repeat(32)}' from thaw.audit`,
        hashedAnew,
      ],
      /from record 12 on: no signed head/,
    ],
    [
      'a head changed',
      [`update thaw.audit_heads set checkpoint = replace(checkpoint, E'\\n6\\n', E'\\n5\\n')`],
      /1 head that this key did not sign/,
    ],
  ])('%s: verifying finds it', async (_, statements, words) => {
    await log.tamper(...statements);
    const { lines, status } = await log.thaw('verify');
    expect(lines.join('\n')).toMatch(words);
    expect(lines.at(-1)).toBe('THIS LOG WAS TAMPERED WITH');
    expect(status).toBe(1);
  });

  test('a record written in with an earlier time is found once it is counted in', async () => {
    await log.tamper(
      `insert into thaw.audit (actor, action, at) values ('{}', 'x', thaw_now() - interval '1 day')`,
    );
    await log.seal();
    const { lines, status } = await log.thaw('verify');
    expect(lines.join('\n')).toMatch(/record 12: tells a time before/);
    expect(status).toBe(1);
  });

  test.each<[string, readonly string[], string]>([
    [
      'the end cut off',
      [
        'delete from thaw.audit_leaves where position >= 6',
        'delete from thaw.audit_heads where size > 6',
      ],
      'cut_off',
    ],
    ['everything deleted', ['truncate thaw.audit, thaw.audit_leaves, thaw.audit_heads'], 'cut_off'],
    ['places without a head', ['delete from thaw.audit_heads where size > 6'], 'other_places'],
    [
      'subtrees of another log',
      [`update thaw.audit_heads set subtrees = reverse(subtrees)`],
      'other_places',
    ],
    ['too few subtrees', [`update thaw.audit_heads set subtrees = ''`], 'other_places'],
    [
      'a head that nobody signed',
      [`update thaw.audit_heads set checkpoint = replace(checkpoint, '—', '-')`],
      'foreign_head',
    ],
  ])('%s: the service signs nothing over it', async (_, statements, why) => {
    await log.tamper(...statements);
    await log.write(1);
    const before = readFileSync(log.headsFile, 'utf8');
    log.told = [];
    expect(await log.seal()).toEqual({ outcome: 'refused', why });
    expect(log.told).toEqual([`audit.refused {"why":"${why}"}`]);
    expect(readFileSync(log.headsFile, 'utf8')).toBe(before);
  });

  test('rewritten by somebody who has the key as well: the head outside says so', async () => {
    await log.tamper('truncate thaw.audit, thaw.audit_leaves, thaw.audit_heads');
    await log.write(12);
    const nowhere: HeadKeeper = { last: async () => null, keep: async () => {} };
    expect((await log.seal({ keeper: nowhere })).outcome).toBe('sealed');
    expect(await log.seal()).toEqual({ outcome: 'refused', why: 'rewritten' });
    expect((await log.thaw('verify')).lines.join('\n')).toMatch(
      /head over 12 records: not of this log/,
    );
  });

  test('another master key signs over what the old one signed only where it is told the old public key', async () => {
    const other = new Uint8Array(32).fill(3);
    await log.write(1);
    const sealed = await log.seal({ masterKey: other });
    expect(sealed).toEqual({ outcome: 'refused', why: 'foreign_head' });
    const earlierKeys = (await log.thaw('key')).lines;
    const goesOn = await log.seal({ masterKey: other, earlierKeys });
    expect(goesOn).toEqual({ outcome: 'sealed', records: 1 });
  });

  test('slips are refused by the database itself', async () => {
    for (const table of ['audit', 'audit_leaves', 'audit_heads']) {
      await expect(log.pool.query(`delete from thaw.${table}`)).rejects.toThrow('only added to');
    }
    await expect(log.pool.query(`update thaw.audit set action = 'x'`)).rejects.toThrow(
      'only added to',
    );
  });
});
