import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFaceEngine, EMBEDDER_DEFAULT } from '../src/vision/face/create-face-engine.ts';
import {
  cosineSimilarity,
  type Embedder,
  MATCH_THRESHOLDS,
  type MatchThresholds,
} from '../src/vision/face/embedder.ts';
import { LIVE_SCORE_MIN } from '../src/vision/face/selfie-faults.ts';
import type { FaceFacts } from '../src/vision/facts.ts';
import { decodePicture } from '../src/vision/image/decode.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { createModelRunner } from '../src/vision/models/model-sessions.ts';
import type { EvalReport } from './eval.ts';
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
  const embedder = embedderOf(flags);
  const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR_DEFAULT), embedder);
  await faces.warm();
  const cpuMs: number[] = [];
  const seen = new Map<string, FaceFacts | null>();
  const look: Look = async (file) => {
    const known = seen.get(file);
    if (known !== undefined) return known;
    const before = process.cpuUsage();
    const image = await decodePicture(readFileSync(join(dir, file)));
    const [face] = await faces.find(image, { embed: true, live: true, facesMax: 1 });
    const used = process.cpuUsage(before);
    cpuMs.push((used.user + used.system) / 1000);
    seen.set(file, face ?? null);
    return face ?? null;
  };
  const thresholds = MATCH_THRESHOLDS[embedder];
  const pairs = await evaluatePairs(readCsv(join(dir, 'pairs.csv')), look, thresholds);
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
    large: large.json,
    pose: { n: pose.n, agree: pose.hits, interval: pose.interval },
    turns: turns.json,
    spoof: spoof.json,
    ...cost,
  };
  const lines = [
    ...pairs.lines.map((line) => `pairs: ${line}`),
    ...large.lines.map((line) => `large: ${line}`),
    `pose: side agrees ${formatRate(pose)}`,
    ...turns.lines,
    ...spoof.lines,
    `cost: ${cost.cpuMsMedian} ms CPU a picture (median of ${cpuMs.length}), RSS ${cost.rssMb} MB`,
  ];
  return { json, lines };
}

function embedderOf(flags: readonly string[]): Embedder['name'] {
  const prefix = '--embedder=';
  const asked = flags.find((flag) => flag.startsWith(prefix))?.slice(prefix.length);
  if (asked === undefined) return EMBEDDER_DEFAULT;
  if (asked === 'fr_feature' || asked === 'dlib_resnet') return asked;
  throw new Error(`no embedder ${asked}`);
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

async function evaluatePairs(rows: readonly Row[], look: Look, thresholds: MatchThresholds) {
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

function describePairs(scores: PairScores, notDetected: number, thresholds: MatchThresholds) {
  const { genuine, impostor } = scores;
  const product = ratesAt(scores, thresholds.fmr1e4);
  const lower = ratesAt(scores, thresholds.fmr1e3);
  const own = Object.entries(FMRS).map(([name, fmr]) => [name, ratesAtFmr(scores, fmr)] as const);
  const eer = genuine.length > 0 && impostor.length > 0 ? equalErrorRate(scores) : 0;
  const json = {
    nGenuine: genuine.length,
    nImpostor: impostor.length,
    notDetected,
    eer,
    fnmrAt: Object.fromEntries(own.map(([name, { fnmr }]) => [name, fnmr.rate])),
    fnmrAtIntervals: Object.fromEntries(own.map(([name, { fnmr }]) => [name, fnmr.interval])),
    product: flatten(product),
    productReview: flatten(lower),
  };
  const lines = [
    `${genuine.length} genuine, ${impostor.length} impostor, ${notDetected} pictures without a face`,
    `EER ${(eer * 100).toFixed(2)} %`,
    ...own.map(([name, at]) => `FNMR at the set's own FMR ${name}: ${formatRate(at.fnmr)}`),
    ...[product, lower].map(
      (at) => `at ${at.threshold}: FNMR ${formatRate(at.fnmr)}; FMR ${formatRate(at.fmr)}`,
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
