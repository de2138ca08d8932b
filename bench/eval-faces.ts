import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDER_DEFAULT, type EmbedderChoice } from '../src/vision/face/create-embedder.ts';
import { createFaceEngine } from '../src/vision/face/create-face-engine.ts';
import {
  cosineSimilarity,
  MATCH_THRESHOLDS,
  type MatchThresholds,
} from '../src/vision/face/embedder.ts';
import type { FaceEngine } from '../src/vision/face/face-engine.ts';
import { LIVE_SCORE_MIN } from '../src/vision/face/selfie-faults.ts';
import type { FaceFacts } from '../src/vision/facts.ts';
import { VisionFailure } from '../src/vision/failure.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { readEmbedderCard } from '../src/vision/models/embedder-card.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import type { EvalReport } from './eval.ts';
import { type Group, groupLines, groupsOf, ratesWithin } from './face-groups.ts';
import { equalErrorRate, type PairScores, ratesAt, ratesAtFmr } from './match-rates.ts';
import { formatRate, median, type Rate, rateOf } from './rates.ts';
import { readCsv } from './read-csv.ts';
import { judgeTurns } from './turn-rates.ts';

/** Poses up to this count as facing the camera: the product's bound for a person's own center. */
const CENTER_TURN_MAX = 0.2;
const FMRS = { '1e-2': 1e-2, '1e-3': 1e-3, '1e-4': 1e-4 } as const;

type Look = (file: string) => Promise<FaceFacts | null>;

/** Reads `pairs.csv`, `large.csv`, `pose/pose.csv`, `spoof/labels.csv` and `turns/` where present. */
export async function evaluateFaces(dir: string, flags: readonly string[]): Promise<EvalReport> {
  const embedder = await embedderOf(flags);
  const own = typeof embedder === 'string' ? undefined : embedder;
  const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR_DEFAULT, own), embedder);
  await faces.warm();
  const cpuMs: number[] = [];
  const seen = new Map<string, FaceFacts | null>();
  const look: Look = async (file) => {
    const known = seen.get(file);
    if (known !== undefined) return known;
    const before = process.cpuUsage();
    const face = await firstFace(faces, join(dir, file));
    const used = process.cpuUsage(before);
    cpuMs.push((used.user + used.system) / 1000);
    seen.set(file, face);
    return face;
  };
  const thresholds = thresholdsOf(embedder);
  const pairs = await evaluatePairs(readCsv(join(dir, 'pairs.csv')), look, thresholds);
  const groups = await evaluateGroups(dir, readCsv(join(dir, 'pairs.csv')), look, thresholds);
  const largeRows = pairsOfPersons(readCsv(join(dir, 'large.csv')));
  const large = await evaluatePairs(largeRows, look, thresholds);
  const pose = await evaluatePose(readCsv(join(dir, 'pose/pose.csv')), look);
  const spoof = await evaluateSpoof(readCsv(join(dir, 'spoof/labels.csv')), look);
  const turns = await evaluateTurns(dir, look);
  const cost = {
    cpuMsMedian: round(median(cpuMs)),
    rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
  const json = {
    pairs: pairs.json,
    within: groups.json,
    large: large.json,
    pose: { n: pose.n, agree: pose.hits, interval: pose.interval },
    turns: turns.json,
    spoof: spoof.json,
    ...cost,
  };
  const lines = [
    ...pairs.lines.map((line) => `pairs: ${line}`),
    ...groups.lines,
    ...large.lines.map((line) => `large: ${line}`),
    `pose: side agrees ${formatRate(pose)}`,
    ...turns.lines,
    ...spoof.lines,
    `cost: ${cost.cpuMsMedian} ms CPU a picture (median of ${cpuMs.length}), RSS ${cost.rssMb} MB`,
  ];
  return { json, lines };
}

/** A file that is missing or no picture shows no face: it counts as a non-match, and nothing stops. */
async function firstFace(faces: FaceEngine, path: string): Promise<FaceFacts | null> {
  try {
    const image = await decodePicture(readFileSync(path));
    const [face] = await faces.find(image, { embed: true, live: true, facesMax: 1 });
    return face ?? null;
  } catch (error) {
    const isModel = error instanceof VisionFailure && error.code.startsWith('model_');
    if (isModel) throw error;
    console.error(`${path}: ${error instanceof Error ? error.message : 'not read'}`);
    return null;
  }
}

function thresholdsOf(embedder: EmbedderChoice): MatchThresholds | null {
  // No threshold of both together was frozen on other people.
  if (embedder === 'fusion') return null;
  if (typeof embedder === 'string') return MATCH_THRESHOLDS[embedder];
  const { match, review } = embedder.thresholds;
  return { fmr1e4: match, fmr1e3: review };
}

async function embedderOf(flags: readonly string[]): Promise<EmbedderChoice> {
  const prefix = '--embedder=';
  const asked = flags.find((flag) => flag.startsWith(prefix))?.slice(prefix.length);
  if (asked === undefined) return EMBEDDER_DEFAULT;
  if (asked === 'fr_feature' || asked === 'dlib_resnet' || asked === 'fusion') return asked;
  return readEmbedderCard(asked);
}

type Row = Readonly<Record<string, string>>;

/** All pairs of a list of persons' pictures, in the form of pairs.csv. */
function pairsOfPersons(rows: readonly Row[]): Row[] {
  return rows.flatMap((a, i) =>
    rows.slice(i + 1).map((b) => ({
      a: a['file']!,
      b: b['file']!,
      same: a['person'] === b['person'] ? '1' : '0',
    })),
  );
}

/** Women and men of the pictures in pairs.csv, every two of them against each other. */
async function evaluateGroups(
  dir: string,
  rows: readonly Row[],
  look: Look,
  thresholds: MatchThresholds | null,
) {
  const files = [...new Set(rows.flatMap((row) => [row['a']!, row['b']!]))];
  const groupOf = groupsOf(dir);
  const at = thresholds === null ? [] : [thresholds.fmr1e4, thresholds.fmr1e3];
  const json: Record<string, unknown> = {};
  const lines: string[] = [];
  for (const group of ['women', 'men'] as const satisfies readonly Group[]) {
    const members = files.filter((file) => groupOf(file) === group);
    const pictures = [];
    for (const file of members)
      pictures.push({ file, embedding: (await look(file))?.embedding ?? null });
    const within = ratesWithin(pictures, at, cosineSimilarity);
    json[group] = { ...within, thresholds: at };
    lines.push(...groupLines(group, within, at));
  }
  const unknown = files.filter((file) => groupOf(file) === null).length;
  lines.push(`neither by people.csv nor by name: ${unknown} of ${files.length} pictures`);
  return { json: { ...json, unknown }, lines };
}

async function evaluatePairs(rows: readonly Row[], look: Look, thresholds: MatchThresholds | null) {
  const genuine: number[] = [];
  const impostor: number[] = [];
  const notFound = new Set<string>();
  for (const row of rows) {
    const [a, b] = [await look(row['a']!), await look(row['b']!)];
    if (a === null) notFound.add(row['a']!);
    if (b === null) notFound.add(row['b']!);
    const score = a === null || b === null ? -1 : cosineSimilarity(a.embedding, b.embedding);
    (row['same'] === '1' ? genuine : impostor).push(score);
  }
  return describePairs({ genuine, impostor }, notFound.size, thresholds);
}

function describePairs(
  scores: PairScores,
  notDetected: number,
  thresholds: MatchThresholds | null,
) {
  const { genuine, impostor } = scores;
  const product = thresholds === null ? null : ratesAt(scores, thresholds.fmr1e4);
  const lower = thresholds === null ? null : ratesAt(scores, thresholds.fmr1e3);
  const own = Object.entries(FMRS).map(([name, fmr]) => [name, ratesAtFmr(scores, fmr)] as const);
  const eer = genuine.length > 0 && impostor.length > 0 ? equalErrorRate(scores) : 0;
  const json = {
    nGenuine: genuine.length,
    nImpostor: impostor.length,
    notDetected,
    eer,
    fnmrAt: Object.fromEntries(own.map(([name, { fnmr }]) => [name, fnmr.rate])),
    fnmrAtIntervals: Object.fromEntries(own.map(([name, { fnmr }]) => [name, fnmr.interval])),
    product: product === null ? null : flatten(product),
    productReview: lower === null ? null : flatten(lower),
  };
  const lines = [
    `${genuine.length} genuine, ${impostor.length} impostor, ${notDetected} pictures without a face`,
    `EER ${(eer * 100).toFixed(2)} %`,
    ...own.map(([name, at]) => `FNMR at the set's own FMR ${name}: ${formatRate(at.fnmr)}`),
    ...[product, lower].flatMap((at) =>
      at === null
        ? []
        : `at ${at.threshold}: FNMR ${formatRate(at.fnmr)}; FMR ${formatRate(at.fmr)}`,
    ),
  ];
  return { json, lines };
}

function flatten(at: { threshold: number; fnmr: Rate; fmr: Rate }) {
  return {
    threshold: at.threshold,
    fnmr: at.fnmr.rate,
    fnmrInterval: at.fnmr.interval,
    fmr: at.fmr.rate,
    fmrInterval: at.fmr.interval,
  };
}

async function evaluatePose(rows: readonly Row[], look: Look): Promise<Rate> {
  let agree = 0;
  for (const row of rows) {
    const face = await look(row['file']!);
    if (face !== null && sideOf(face.turn, row['image_side']!)) agree++;
  }
  return rateOf(agree, rows.length);
}

/** Labels of a turned head need the right sign; labels of a centered one, a small turn. */
function sideOf(turn: number, label: string): boolean {
  if (label === 'left') return turn < 0;
  if (label === 'right') return turn > 0;
  return Math.abs(turn) <= CENTER_TURN_MAX;
}

async function evaluateTurns(dir: string, look: Look) {
  const total = { n: 0, accepted: 0, wrongSide: 0 };
  const root = join(dir, 'turns');
  const folders = existsSync(root) ? readdirSync(root).sort() : [];
  for (const folder of folders) {
    const rows = readCsv(join(root, folder, 'frames.csv'));
    const frames = [];
    for (const row of rows) {
      const face = await look(join('turns', folder, row['file']!));
      frames.push({ tMs: Number(row['t_ms']), phase: row['phase']!, turn: face?.turn ?? null });
    }
    const judged = judgeTurns(frames);
    total.n += judged.n;
    total.accepted += judged.accepted;
    total.wrongSide += judged.wrongSide;
  }
  const lines = [
    `turns: accepted ${formatRate(rateOf(total.accepted, total.n))}`,
    `turns: wrong side accepted ${formatRate(rateOf(total.wrongSide, total.n))}`,
  ];
  return { json: total, lines };
}

async function evaluateSpoof(rows: readonly Row[], look: Look) {
  const species = new Map<string, { n: number; live: number }>();
  for (const row of rows) {
    const name = row['label'] === 'live' ? 'live' : row['kind']!;
    const face = await look(row['file']!);
    const isLive = face !== null && (face.liveScore ?? 0) >= LIVE_SCORE_MIN;
    const known = species.get(name) ?? { n: 0, live: 0 };
    species.set(name, { n: known.n + 1, live: known.live + (isLive ? 1 : 0) });
  }
  const json: Record<string, unknown> = {};
  const lines: string[] = [];
  for (const [name, { n, live }] of species) {
    const isLive = name === 'live';
    const rate = rateOf(isLive ? n - live : live, n);
    json[name] = { n, [isLive ? 'bpcer' : 'apcer']: rate.rate, interval: rate.interval };
    lines.push(`spoof: ${name}: ${isLive ? 'BPCER' : 'APCER'} ${formatRate(rate)}`);
  }
  return { json, lines };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
