/** What `thaw audit ...` does, apart from files and the database: words to lines, and right or wrong. */

import { Examination, type Finding, type LogPlace } from '../core/audit/examine.ts';
import { formatProof, parseProof } from '../core/audit/proof.ts';
import {
  inclusionProof,
  rootFromProof,
  sameHash,
  type TreeHashing,
  type TreeHead,
} from '../core/audit/tree.ts';
import type { CheckpointReader } from '../core/ports.ts';
import { CommandRefused, type Commands, takeOption, wordsOf } from './command-line.ts';
import type { AuditStore } from './stores-audit.ts';

export interface AuditSources {
  readonly hashing: TreeHashing;
  /** This service's own keys, the newest first; empty where its master key is not at hand. */
  ownKeys(): readonly string[];
  /** @throws CommandRefused where one is no key */
  reader(keys: readonly string[]): CheckpointReader;
  inDatabase<T>(work: (audit: AuditStore) => Promise<T>): Promise<T>;
  /** Heads that the service keeps outside the database. */
  keptOutside(): Promise<readonly string[]>;
  readText(file: string): Promise<string>;
  checkpointsIn(text: string): readonly string[];
  linesOf(file: string): AsyncIterable<string>;
  /** A file that must not be there yet, readable by its owner alone. */
  write(file: string, lines: AsyncIterable<string>): Promise<void>;
}

const placesAtOnce = 5_000;
const findingsShown = 20;

export function auditCommands(sources: AuditSources): Commands {
  return {
    async verify(args) {
      const keys = takeOption(args, '--key');
      const heads = takeOption(keys.rest, '--heads');
      const usage = 'audit verify [FILE] [--key KEY] [--heads FILE]';
      const [file] = wordsOf(heads.rest, usage, 1);
      const reader = readerOf(sources, keys.values);
      const brought: string[] = [];
      for (const name of heads.values) {
        const found = sources.checkpointsIn(await sources.readText(name));
        if (found.length === 0) throw new CommandRefused(`${name}: there is no signed head in it`);
        brought.push(...found);
      }
      if (file !== undefined) return verifyFile(sources, reader, file, brought);
      return sources.inDatabase((audit) => verifyDatabase(sources, reader, audit, brought));
    },
    async export(args) {
      const [file] = wordsOf(args, 'audit export FILE', 1);
      if (file === undefined) throw new CommandRefused('Into which file? thaw audit export FILE');
      await sources.inDatabase((audit) => sources.write(file, exported(audit)));
      return { ok: true, lines: [`written to ${file}`] };
    },
    async head(args) {
      wordsOf(args, 'audit head', 0);
      const head = await sources.inDatabase((audit) => audit.newestHead());
      if (head === null) throw new CommandRefused('No head was signed here yet.');
      return { ok: true, lines: head.checkpoint.trimEnd().split('\n') };
    },
    async key(args) {
      wordsOf(args, 'audit key', 0);
      const keys = sources.ownKeys();
      if (keys.length === 0) throw new CommandRefused('The master key file is not here.');
      return { ok: true, lines: keys };
    },
    async case(args) {
      const [caseId = ''] = wordsOf(args, 'audit case CASE', 1);
      if (!/^[0-9a-f-]{36}$/.test(caseId)) {
        throw new CommandRefused('Which case? thaw audit case CASE');
      }
      const places = await sources.inDatabase((audit) => audit.ofCase(caseId));
      if (places.length === 0) throw new CommandRefused('No sealed record is about this case.');
      return { ok: true, lines: places.map(({ record }) => record ?? '(gone)') };
    },
    async prove(args) {
      const [word = ''] = wordsOf(args, 'audit prove POSITION', 1);
      if (!/^\d{1,15}$/.test(word)) {
        throw new CommandRefused('Which record? thaw audit prove POSITION');
      }
      return {
        ok: true,
        lines: await sources.inDatabase((audit) => prove(sources, audit, Number(word))),
      };
    },
    async check(args) {
      const keys = takeOption(args, '--key');
      const [file] = wordsOf(keys.rest, 'audit check FILE [--key KEY]', 1);
      if (file === undefined) throw new CommandRefused('Which proof? thaw audit check FILE');
      const text = await sources.readText(file);
      return checkProof(sources, readerOf(sources, keys.values), text);
    },
  };
}

function readerOf(sources: AuditSources, named: readonly string[]): CheckpointReader {
  const keys = named.length > 0 ? named : sources.ownKeys();
  if (keys.length > 0) return sources.reader(keys);
  throw new CommandRefused(
    'With which key? --key KEY, as "thaw audit key" of the service says it.',
  );
}

/** Those below `size`: the service goes on meanwhile. */
async function* placesOf(audit: AuditStore, size: number): AsyncIterable<LogPlace> {
  for (let from = 0; from < size; ) {
    const places = await audit.places(from, Math.min(placesAtOnce, size - from));
    for (const place of places) if (place.position < size) yield place;
    const last = places.at(-1);
    if (last === undefined) return;
    from = last.position + 1;
  }
}

async function* exported(audit: AuditStore): AsyncIterable<string> {
  const { checkpoints, size } = await audit.heads();
  for await (const { record } of placesOf(audit, size)) yield record ?? '{}';
  for (const checkpoint of checkpoints) yield JSON.stringify({ checkpoint });
}

interface Verdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

async function verifyDatabase(
  sources: AuditSources,
  reader: CheckpointReader,
  audit: AuditStore,
  brought: readonly string[],
): Promise<Verdict> {
  // First: a head comes to lie outside only after it is in the database.
  const outside = [...brought, ...(await sources.keptOutside())];
  const { checkpoints: inside, size } = await audit.heads();
  const places = placesOf(audit, size);
  const verdict = await verify(sources, reader, { inside, outside }, places);
  const waiting = await audit.waiting();
  if (waiting.count === 0) return verdict;
  const late = `not in a head yet: ${count(waiting.count, 'record')}, the oldest since ${waiting.since}`;
  return { ok: verdict.ok, lines: [...verdict.lines, late] };
}

/** An export: a record a line, then the heads. */
async function verifyFile(
  sources: AuditSources,
  reader: CheckpointReader,
  file: string,
  outside: readonly string[],
): Promise<Verdict> {
  const inside: string[] = [];
  for await (const line of sources.linesOf(file)) {
    if (line.startsWith('{"checkpoint"')) inside.push(...sources.checkpointsIn(line));
  }
  async function* places(): AsyncIterable<LogPlace> {
    let position = 0;
    for await (const record of sources.linesOf(file)) {
      if (record === '' || record.startsWith('{"checkpoint"')) continue;
      yield { position, record, noted: null };
      position += 1;
    }
  }
  return verify(sources, reader, { inside, outside }, places());
}

async function verify(
  { hashing }: AuditSources,
  reader: CheckpointReader,
  heads: { readonly inside: readonly string[]; readonly outside: readonly string[] },
  places: AsyncIterable<LogPlace>,
): Promise<Verdict> {
  const given = [...new Set([...heads.inside, ...heads.outside])];
  const opened = given.map((checkpoint) => reader.open(checkpoint));
  const signed = opened.filter((head): head is TreeHead => head !== null);
  const foreign = opened.length - signed.length;
  const examination = new Examination(hashing, signed);
  for await (const place of places) examination.look(place);
  const { size, findings } = examination.finish();
  const newest = signed.toSorted((a, b) => a.size - b.size).at(-1);
  const lines = [
    `${count(size, 'record')}, ${count(signed.length, 'signed head')}`,
    ...(newest === undefined
      ? []
      : [`the newest over ${count(newest.size, 'record')}, at ${newest.at}`]),
    ...(heads.outside.length > 0
      ? []
      : ['no head from outside: that the end was cut off cannot be seen (--heads FILE)']),
    ...(foreign > 0
      ? [`${count(foreign, 'head')} that this key did not sign, or that were changed`]
      : []),
    ...findings.slice(0, findingsShown).map(inWords),
    ...(findings.length > findingsShown ? [`and ${findings.length - findingsShown} more`] : []),
  ];
  const ok = foreign === 0 && findings.length === 0;
  const verdict = ok
    ? 'nothing was changed, removed, added or moved'
    : 'THIS LOG WAS TAMPERED WITH';
  return { ok, lines: [...lines, verdict] };
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function inWords({ what, at }: Finding): string {
  switch (what) {
    case 'changed':
      return `record ${at}: not what it was when it was counted in`;
    case 'missing':
      return `record ${at}: gone`;
    case 'misplaced':
      return `record ${at}: not in its place; one was removed, added or moved`;
    case 'backdated':
      return `record ${at}: tells a time before heads that were signed without it`;
    case 'rewritten':
      return `the head over ${at} records: not of this log; something before it was rewritten`;
    case 'truncated':
      return `the head over ${at} records: there are fewer now; the end was cut off`;
    case 'unsigned':
      return `from record ${at} on: no signed head`;
  }
}

async function prove(
  { hashing }: AuditSources,
  audit: AuditStore,
  position: number,
): Promise<readonly string[]> {
  const head = await audit.newestHead();
  if (head === null || position >= head.size) {
    throw new CommandRefused(`There is no record ${position} under the newest head.`);
  }
  const leaves: Uint8Array[] = [];
  let record: string | null = null;
  for await (const place of placesOf(audit, head.size)) {
    if (place.position === position) record = place.record;
    leaves.push(place.noted ?? hashing.empty);
  }
  const proof = inclusionProof(hashing, leaves, position);
  if (proof === null || record === null) {
    throw new CommandRefused(`Record ${position} is gone: ask "thaw audit verify".`);
  }
  return formatProof({ record, position, proof, checkpoint: head.checkpoint })
    .trimEnd()
    .split('\n');
}

function checkProof({ hashing }: AuditSources, reader: CheckpointReader, text: string): Verdict {
  const parsed = parseProof(text);
  if (parsed === null) throw new CommandRefused('This is no proof of an audit record.');
  const head = reader.open(parsed.checkpoint);
  if (head === null) return { ok: false, lines: ['this key did not sign the head of the proof'] };
  const leaf = hashing.leaf(parsed.record);
  const about = { leaf, index: parsed.position, size: head.size };
  const root = rootFromProof(hashing, about, parsed.proof);
  if (root === null || !sameHash(root, head.root)) {
    return { ok: false, lines: ['this record is not in the log that was signed'] };
  }
  const place = `record ${parsed.position} of ${head.size}, signed at ${head.at}`;
  return { ok: true, lines: [parsed.record, place] };
}
