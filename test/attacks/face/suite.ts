/** Every class of attack on everybody at hand, counted. */
import { seedOf } from '../../../specimens/people/noise.ts';
import { startTracker, track } from '../../../src/verifications/face/tracker.ts';
import { judgeSelfie } from '../../../src/verifications/selfie/judge-selfie.ts';
import {
  askedOf,
  asPrint,
  asScreen,
  type Bench,
  type ColourAnswer,
  type Composed,
  frozenCamera,
  judgeWhole,
  movedPhoto,
  type Recording,
  recordLive,
  rememberedFrom,
  reordered,
  replay,
  spliced,
  stillPhoto,
  touchedUp,
  warpedPhoto,
  withSecondFace,
} from './attacks.ts';
import { type DefenceSample, sampleDefences } from './defences.ts';
import { foreignWarps } from './foreign-warps.ts';
import type { DrawnVictim, Victim } from './people.ts';
import {
  type Asked,
  type Camera,
  type Judgement,
  judgePlayed,
  type Outcome,
  type Played,
  playSession,
  type SeenFrame,
} from './play-session.ts';
import type { WarpKind } from './warp-photo.ts';

export type Material = Victim['material'] | 'browser';

export interface AttackCount {
  readonly attack: string;
  readonly material: Material;
  readonly counts: Record<Outcome, number>;
  /** How often each reason was given, by its code. */
  readonly codes: Record<string, number>;
}

/**
 * `live`: sessions of the named people and what is made of them; `strangers`: live sessions of people on
 * whom nothing was tuned; `drawn` and `photographed`: one camera of an attacker after another; `foreign`:
 * warps that another script made.
 */
export const suiteParts = ['live', 'strangers', 'drawn', 'photographed', 'foreign'] as const;
export type SuitePart = (typeof suiteParts)[number];

export interface SuiteOptions {
  readonly parts: readonly SuitePart[];
  /**
   * Live sessions of each named person, one a round; each costs about 6 s of CPU. In round 0 everybody is
   * asked the same, so that sessions can be spliced.
   */
  readonly rounds: readonly number[];
  /** Folder of warps made by another script; null where there is none. */
  readonly foreignDir: string | null;
  readonly say?: (line: string) => void;
  /** Called after each victim and part: a run that is cut short has counted what it played. */
  readonly onCounted?: (result: SuiteResult) => Promise<void>;
}

/** `named`: the six of the specimens; `strangers`: drawn from dials that nobody searched. */
export interface Victims {
  readonly named: readonly DrawnVictim[];
  readonly strangers: readonly DrawnVictim[];
  readonly photographed: readonly Victim[];
}

export interface SuiteResult {
  readonly attacks: readonly AttackCount[];
  readonly defences: readonly DefenceSample[];
}

export async function runSuite(
  bench: Bench,
  { named, strangers, photographed }: Victims,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const tally = new Tally(options.say ?? (() => undefined));
  const has = (part: SuitePart) => options.parts.includes(part);
  const counted = async () => options.onCounted?.(tally.result());
  if (has('live')) {
    for (const round of options.rounds) {
      const recordings = await liveSessions(bench, named, round, tally);
      await replays(bench, recordings, tally);
      mixed(recordings, tally);
      if (round < roundsOfTwo) await twoFaces(bench, named, round, tally);
      await counted();
    }
  }
  if (has('strangers')) {
    await liveSessions(bench, strangers, 0, tally);
    await counted();
  }
  const attacked = [
    ...(has('drawn') ? [...named, ...strangers] : []),
    ...(has('photographed') ? photographed : []),
  ];
  for (const victim of attacked) {
    await cameraAttacks(bench, victim, tally);
    await warpAttacks(bench, victim, tally);
    await spoofPictures(bench, victim, tally);
    await counted();
  }
  if (has('foreign') && options.foreignDir !== null) {
    tally.defences.push(...(await foreignWarps(bench, options.foreignDir)));
  }
  return tally.result();
}

/** Counts of several runs together: parts may run side by side. */
export function joinResults(results: readonly SuiteResult[]): SuiteResult {
  const rows = new Map<string, AttackCount>();
  for (const row of results.flatMap(({ attacks }) => attacks)) {
    const key = `${row.attack}|${row.material}`;
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : { ...row, ...addCounts(known, row) });
  }
  return { attacks: [...rows.values()], defences: results.flatMap(({ defences }) => defences) };
}

function addCounts(a: AttackCount, b: AttackCount): Pick<AttackCount, 'counts' | 'codes'> {
  const codes = { ...a.codes };
  for (const [code, times] of Object.entries(b.codes)) codes[code] = (codes[code] ?? 0) + times;
  return {
    codes,
    counts: {
      accepted: a.counts.accepted + b.counts.accepted,
      flagged: a.counts.flagged + b.counts.flagged,
      refused: a.counts.refused + b.counts.refused,
    },
  };
}

class Tally {
  readonly defences: DefenceSample[] = [];
  readonly #rows = new Map<string, AttackCount>();
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  async sample(
    { faces }: Bench,
    played: Played,
    { material, heldOut }: Victim,
    kind: DefenceSample['kind'],
    { neckShare, unevenness }: Judgement,
  ): Promise<void> {
    const values = await sampleDefences(faces, played);
    if (values === null) return;
    const ofColours = { neckAnswers: neckShare, lightOnShape: unevenness };
    this.defences.push({ kind, material, heldOut, values: { ...values, ...ofColours } });
  }

  add(attack: string, material: Material, { outcome, reasons }: Judgement): void {
    const key = `${attack}|${material}`;
    const counts = { accepted: 0, flagged: 0, refused: 0 };
    const row = this.#rows.get(key) ?? { attack, material, counts, codes: {} };
    row.counts[outcome] += 1;
    for (const code of new Set(reasons.map((reason) => reason.split(':')[0]!))) {
      row.codes[code] = (row.codes[code] ?? 0) + 1;
    }
    this.#rows.set(key, row);
    this.#say(`${attack} (${material}): ${outcome} ${reasons.join('; ')}`);
  }

  result(): SuiteResult {
    return { attacks: [...this.#rows.values()], defences: this.defences };
  }
}

/** Asks left, right and to come closer. */
const sharedSeed = 60;

async function liveSessions(
  bench: Bench,
  people: readonly DrawnVictim[],
  round: number,
  tally: Tally,
): Promise<readonly Recording[]> {
  const recordings: Recording[] = [];
  for (const victim of people) {
    const own = round === 0 ? sharedSeed : 7 * round + people.indexOf(victim);
    const seed = victim.heldOut ? seedOf(victim.name) : own;
    const recording = await recordLive(bench, victim, seed);
    const judged = await judgeWhole(bench, recording, victim);
    tally.add('nobody attacks: the person', 'drawn', judged);
    await tally.sample(bench, recording, victim, 'live', judged);
    recordings.push(recording);
  }
  return recordings;
}

/** Rounds with a second person, and recordings whose pictures are touched up: both are costly. */
const roundsOfTwo = 2;
const touchedUpEvery = 2;

/** Other challenges a recording is held against. */
const otherChallenges = 10;

/**
 * The service remembers the frames of earlier sessions; a session that was recorded elsewhere it does not
 * know.
 */
async function replays(
  bench: Bench,
  recordings: readonly Recording[],
  tally: Tally,
): Promise<void> {
  for (const [at, recording] of recordings.entries()) {
    const { identity } = recording.victim;
    const judged = (composed: Composed) => {
      const remembered = rememberedFrom(recording, composed.frames);
      return judgePlayed(composed, identity, { remembered });
    };
    const add = (attack: string, asked: Asked) =>
      tally.add(attack, 'drawn', judged(replay(recording, asked)));
    const { challenge, colours } = recording;
    for (let other = 1; other <= otherChallenges; other += 1) {
      const asked = askedOf(1000 + at * 131 + other * 11);
      if (asked.challenge.join() !== challenge.join()) {
        add("replay of yesterday's session, other movements", asked);
      }
      if (asked.colours.join() !== colours.join()) {
        const sameMovements = { challenge, colours: asked.colours };
        add("replay of yesterday's session, same movements, other colors", sameMovements);
      }
    }
    add("replay of yesterday's session, all the same again", { challenge, colours });
    if (at % touchedUpEvery === 0) {
      const again = judged(await touchedUp(bench, recording));
      tally.add("replay of yesterday's session, all the same, pictures touched up", 'drawn', again);
    }
    const unknown = judgePlayed(replay(recording, { challenge, colours }), identity);
    tally.add("replay of another service's session, all the same again", 'drawn', unknown);
    for (let order = 0; order < 5; order += 1) {
      const mixedUp = judgePlayed(reordered(recording, order), identity);
      tally.add('frames in another order', 'drawn', mixedUp);
    }
  }
}

function mixed(recordings: readonly Recording[], tally: Tally): void {
  for (const own of recordings) {
    for (const other of recordings) {
      if (own.victim === other.victim || own.challenge.join() !== other.challenge.join()) continue;
      const judged = judgePlayed(spliced(own, other), own.victim.identity);
      tally.add("another person's turns spliced in", 'drawn', judged);
      tally.add('selfie of A, session of B', 'drawn', judgePlayed(other, own.victim.identity));
    }
  }
}

async function twoFaces(
  bench: Bench,
  people: readonly DrawnVictim[],
  round: number,
  tally: Tally,
): Promise<void> {
  for (const [at, victim] of people.entries()) {
    const other = people[(at + round + 1) % people.length]!;
    if (other === victim) continue;
    const seed = 50 + 10 * round + at;
    const camera = withSecondFace(await victim.live(seed), await other.live(seed + 1));
    const played = await play(bench, camera, seed, framesOfTwo);
    tally.add('two faces', 'drawn', judgePlayed(played, victim.identity));
  }
}

function play({ engine }: Bench, camera: Camera, seed: number, framesMax: number): Promise<Played> {
  return playSession({ engine, ...askedOf(seed), camera, seed, framesMax });
}

async function cameraAttacks(bench: Bench, victim: Victim, tally: Tally): Promise<void> {
  const cameras: readonly (readonly [string, Camera | null, number])[] = [
    ['still photo', await stillPhoto(bench, victim), framesOfStill],
    ['frozen virtual camera', await frozenCamera(bench, victim), framesOfStill],
    ['photo moved, tilted and zoomed', await movedPhoto(bench, victim), framesOfMoved],
  ];
  for (const [attack, camera, framesMax] of cameras) {
    if (camera === null) continue;
    const played = await play(bench, camera, seedOf(victim.name), framesMax);
    tally.add(attack, victim.material, judgePlayed(played, victim.identity));
  }
}

const warps: readonly (readonly [WarpKind, ColourAnswer, string])[] = [
  ['zooms', 'none', 'one photo warped, whole picture zoomed'],
  ['stays', 'none', 'one photo warped, background bent'],
  ['cutout', 'none', 'one photo warped, head cut out'],
  ['cutout', 'face', 'one photo warped, head cut out, face tinted as told'],
  ['knowing', 'person', 'one photo warped by somebody who has read this page'],
  ['knowing', 'shaped', 'one photo warped, the colors painted by the slopes of its mesh'],
];

const sampledAs: Partial<Record<ColourAnswer, DefenceSample['kind']>> = {
  face: 'tinted',
  shaped: 'shaped',
};

/** What the frames showed until the first color: the same whatever the script answers afterwards. */
function beforeColours(played: Played | null): Map<number, SeenFrame> {
  const known = new Map<number, SeenFrame>();
  if (played === null) return known;
  const { challenge, colours, frames, pictures } = played;
  const { shown } = frames.reduce(
    (tracker, { facts, t }) => track(tracker, facts, t),
    startTracker(challenge, colours),
  );
  for (const { index, facts, t } of frames) {
    if (facts === null || t > (shown[0]?.fromMs ?? Number.POSITIVE_INFINITY)) continue;
    known.set(index, { picture: pictures[index]!, facts });
  }
  return known;
}

async function warpAttacks(bench: Bench, victim: Victim, tally: Tally): Promise<void> {
  const before = new Map<WarpKind, Map<number, SeenFrame>>();
  for (const [kind, answer, attack] of warps) {
    const seed = seedOf(victim.name + kind);
    const nameOf = (one: ColourAnswer) =>
      `${victim.material}-${victim.name}-${kind}-${one}-${seed}`;
    const known = before.get(kind) ?? beforeColours(bench.kept.find(nameOf('none')));
    const camera = await warpedPhoto(bench, victim, kind, answer);
    if (camera === null) continue;
    const { engine, kept } = bench;
    const played = await kept.of(nameOf(answer), () =>
      playSession({ engine, ...askedOf(seed), camera, seed, before: known }),
    );
    const judged = await judgeWhole(bench, played, victim);
    tally.add(attack, victim.material, judged);
    // Movements are the same whatever the answer to the colours is: one sample of them is enough.
    if (!before.has(kind) || answer !== 'none') {
      await tally.sample(bench, played, victim, sampledAs[answer] ?? kind, judged);
    }
    before.set(kind, known);
  }
}

/** A photo that never answers is looked at for some seconds, not for all of the session's time. */
const framesOfStill = 15;
const framesOfMoved = 25;
const framesOfTwo = 15;

async function spoofPictures(bench: Bench, victim: Victim, tally: Tally): Promise<void> {
  const species = [
    ['selfie of a print (simulated)', await asPrint(victim.photo)],
    ['selfie of a screen (simulated)', await asScreen(victim.photo)],
  ] as const;
  for (const [attack, picture] of species) {
    const facts = await bench.engine.run('selfie', { picture });
    const { verdict } = judgeSelfie({
      selfie: { ok: true, facts },
      source: 'camera',
      // The print or screen is held still before the camera for all frames of the capture.
      live: { frames: 3, likeness: 1, distinct: true },
      uploadAllowed: false,
      portrait: victim.identity.portrait,
    });
    const reasons = verdict.reasons.map((reason) => `${reason.code}: ${reason.staffText}`);
    const outcome =
      verdict.outcome === 'retry' ? 'refused' : reasons.length === 0 ? 'accepted' : 'flagged';
    tally.add(attack, victim.material, { outcome, reasons, neckShare: null, unevenness: null });
  }
}
