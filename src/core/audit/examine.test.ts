import { hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSeconds } from '../time.ts';
import { Examination, type FindingKind, type LogPlace } from './examine.ts';
import { GrowingTree, type TreeHashing, type TreeHead } from './tree.ts';

const sha256 = (...parts: readonly Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');
const hashing: TreeHashing = {
  leaf: (record) => sha256(Buffer.of(0), Buffer.from(record)),
  node: (left, right) => sha256(Buffer.of(1), left, right),
  empty: sha256(),
};

const began = '2026-11-26T08:00:00.000Z';
const size = 60;

function recordAt(position: number, { detail = {}, at = addSeconds(began, position * 30) } = {}) {
  const actor = { type: position % 7 === 0 ? 'reviewer' : 'person' };
  return JSON.stringify({ at, actor, action: 'case.opened', detail, position });
}

interface Log {
  readonly places: readonly LogPlace[];
  readonly heads: readonly TreeHead[];
}

function placed(records: readonly string[]): readonly LogPlace[] {
  return records.map((record, position) => ({ position, record, noted: hashing.leaf(record) }));
}

/** A head after every so many records. */
function headsOf(places: readonly LogPlace[], every: number): readonly TreeHead[] {
  const tree = new GrowingTree(hashing);
  return places.flatMap(({ noted, position }) => {
    tree.append(noted!);
    if (tree.size % every !== 0) return [];
    return [{ size: tree.size, root: tree.root(), at: addSeconds(began, position * 30 + 5) }];
  });
}

const records = Array.from({ length: size }, (_, position) => recordAt(position));
const places = placed(records);
/** Six of ten records each, and the newest of them is kept outside too. */
const heads = headsOf(places, 10);

function examine(log: Log) {
  const examination = new Examination(hashing, log.heads);
  for (const place of log.places) examination.look(place);
  return examination.finish();
}

const found = (log: Log) => [...new Set(examine(log).findings.map(({ what }) => what))];

test('a log that nobody touched shows nothing, whatever part of its heads is at hand', () => {
  fc.assert(
    fc.property(fc.subarray([...heads]), (some) => {
      const whole = [...some, heads.at(-1)!];
      const { findings, headsMet, root } = examine({ places, heads: whole });
      expect(findings).toEqual([]);
      expect(headsMet).toBe(whole.length);
      expect(root).toEqual(heads.at(-1)!.root);
    }),
  );
  expect(examine({ places: [], heads: [] }).findings).toEqual([]);
});

const place = fc.nat(size - 1);
const change = fc.record({ at: place, byte: fc.nat(500), bit: fc.nat(7) });

/** Everything an owner of the database may do; with the hashes made right again, or not. */
const tamperings: Readonly<Record<string, fc.Arbitrary<Log>>> = {
  'one bit of a record': change.map(({ at, byte, bit }) => {
    const bytes = Buffer.from(records[at]!, 'latin1');
    const where = byte % bytes.length;
    bytes[where] = bytes[where]! ^ (1 << bit);
    const record = bytes.toString('latin1');
    return { heads, places: places.with(at, { ...places[at]!, record }) };
  }),
  'one bit of a hash': change.map(({ at, byte, bit }) => {
    const noted = Uint8Array.from(places[at]!.noted!, (value, i) =>
      i === byte % 32 ? value ^ (1 << bit) : value,
    );
    return { heads, places: places.with(at, { ...places[at]!, noted }) };
  }),
  'another record with its right hash': place.map((at) => {
    const record = recordAt(at, { detail: { note: 'nothing to see' } });
    const noted = hashing.leaf(record);
    return { heads, places: places.with(at, { position: at, record, noted }) };
  }),
  'a record taken out': place.map((at) => ({
    heads,
    places: places.with(at, { ...places[at]!, record: null }),
  })),
  'a record taken out with its place': place.map((at) => ({
    heads,
    places: places.toSpliced(at, 1),
  })),
  'a record taken out, the others moved up and hashed anew': place.map((at) => ({
    heads,
    places: placed(records.toSpliced(at, 1).map((record, position) => renumber(record, position))),
  })),
  'a record put in, the others moved down and hashed anew': place.map((at) => ({
    heads,
    places: placed(
      records.toSpliced(at, 0, recordAt(at)).map((record, position) => renumber(record, position)),
    ),
  })),
  'two records changed about': fc
    .tuple(place, place)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({
      heads,
      places: placed(records.with(one, records[other]!).with(other, records[one]!)),
    })),
  'two records changed about and numbered anew': fc
    .tuple(place, place)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({
      heads,
      places: placed(records.with(one, records[other]!).with(other, records[one]!).map(renumber)),
    })),
  'the end cut off, with the heads over it, but for the one kept outside': fc
    .integer({ min: 0, max: 5 })
    .map((tens) => ({
      places: places.slice(0, tens * 10),
      heads: [...heads.slice(0, tens), heads.at(-1)!],
    })),
  'everything rewritten, with heads of its own, but for the one kept outside': fc
    .integer({ min: 1, max: 10 })
    .map((seed) => {
      const others = placed(records.map((_, at) => recordAt(at, { detail: { seed } })));
      // The key was stolen as well.
      return { places: others, heads: [...headsOf(others, 10), heads.at(-1)!] };
    }),
  'a record of yesterday added at the end, and signed with the next head': fc
    .integer({ min: 700, max: 90_000 })
    .map((seconds) => {
      const late = recordAt(size, { at: addSeconds(heads.at(-1)!.at, -seconds) });
      const longer = placed([...records, late]);
      return { places: longer, heads: [...heads, ...headsOf(longer, size + 1)] };
    }),
  'records added and never signed': fc.integer({ min: 1, max: 9 }).map((count) => ({
    heads,
    places: placed([
      ...records,
      ...Array.from({ length: count }, (_, more) => recordAt(size + more)),
    ]),
  })),
};

function renumber(record: string, position: number): string {
  return JSON.stringify({ ...(JSON.parse(record) as object), position });
}

test.each(Object.entries(tamperings))('%s is found, a hundred times of a hundred', (_, logs) => {
  fc.assert(
    fc.property(logs, (log) => {
      expect(found(log)).not.toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('it says where a record was changed or is gone', () => {
  const record = recordAt(17, { detail: { a: 1 } });
  const changed = places
    .with(17, { ...places[17]!, record })
    .with(40, { ...places[40]!, record: null });
  expect(examine({ places: changed, heads: heads.slice(-1) }).findings).toEqual([
    { what: 'changed', at: 17 },
    { what: 'missing', at: 40 },
    { what: 'rewritten', at: 60 },
  ]);
});

test.each<[FindingKind, Log]>([
  ['truncated', { places: places.slice(0, 50), heads }],
  ['unsigned', { places, heads: heads.slice(0, 3) }],
  ['unsigned', { places, heads: [] }],
  ['misplaced', { places: places.slice(1), heads: [] }],
  ['changed', { places: [{ position: 0, record: 'no JSON', noted: hashing.empty }], heads: [] }],
  ['misplaced', { places: [{ position: 0, record: 'no JSON', noted: null }], heads: [] }],
])('%s', (what, log) => {
  expect(found(log)).toContain(what);
});

test('what nobody outside keeps, nobody can miss: a clean cut at an earlier head is not seen', () => {
  expect(examine({ places: places.slice(0, 50), heads: heads.slice(0, 5) }).findings).toEqual([]);
});

test('a transaction that began before a head may come after it', () => {
  const late = recordAt(size, { at: addSeconds(heads.at(-1)!.at, -590) });
  const longer = placed([...records, late]);
  const log = { places: longer, heads: [...heads, ...headsOf(longer, size + 1)] };
  expect(examine(log).findings).toEqual([]);
});
