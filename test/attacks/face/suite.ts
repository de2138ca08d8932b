/** Every class of attack on everybody at hand, counted. */
import { seedOf } from '../../../specimens/people/noise.ts';
import { challengeCount, newChallenge } from '../../../src/verifications/face/challenge.ts';
import { judgeSelfie } from '../../../src/verifications/selfie/judge-selfie.ts';
import {
  asPrint,
  asScreen,
  type Bench,
  challengeOf,
  frozenCamera,
  judgeWhole,
  movedPhoto,
  type Recording,
  recordLive,
  reordered,
  replay,
  spliced,
  stillPhoto,
  warpedPhoto,
  withSecondFace,
} from './attacks.ts';
import { type DefenceSample, sampleDefences } from './defences.ts';
import type { DrawnVictim, Victim } from './people.ts';
import {
  type Camera,
  type Judgement,
  judgePlayed,
  type Outcome,
  type Played,
  playSession,
} from './play-session.ts';
import type { WarpKind } from './warp-photo.ts';

export interface AttackCount {
  readonly attack: string;
  readonly material: Victim['material'];
  readonly counts: Record<Outcome, number>;
  /** How often each reason was given, by its code. */
  readonly codes: Record<string, number>;
}

/** `live`: sessions of drawn people and what is made of them; the others: one camera after another. */
export const suiteParts = ['live', 'drawn', 'photographed'] as const;
export type SuitePart = (typeof suiteParts)[number];

export interface SuiteOptions {
  readonly parts: readonly SuitePart[];
  /** Live sessions of each drawn person; each costs about 10 s of CPU. */
  readonly sessionsEach: number;
  readonly warpKinds: readonly WarpKind[];
  readonly say?: (line: string) => void;
}

export interface SuiteResult {
  readonly attacks: readonly AttackCount[];
  readonly defences: readonly DefenceSample[];
}

export async function runSuite(
  bench: Bench,
  drawn: readonly DrawnVictim[],
  photographed: readonly Victim[],
  options: SuiteOptions,
): Promise<SuiteResult> {
  const tally = new Tally(options.say ?? (() => undefined));
  if (options.parts.includes('live')) {
    const recordings = await liveSessions(bench, drawn, options, tally);
    replays(recordings, tally);
    await mixed(bench, drawn, recordings, tally);
  }
  for (const victim of [...drawn, ...photographed]) {
    if (!options.parts.includes(victim.material)) continue;
    await cameraAttacks(bench, victim, options, tally);
    await spoofPictures(bench, victim, tally);
  }
  return { attacks: tally.rows(), defences: tally.defences };
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

  add(attack: string, material: Victim['material'], { outcome, reasons }: Judgement): void {
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

  rows(): readonly AttackCount[] {
    return [...this.#rows.values()];
  }
}

async function liveSessions(
  bench: Bench,
  drawn: readonly DrawnVictim[],
  options: SuiteOptions,
  tally: Tally,
): Promise<readonly Recording[]> {
  const recordings: Recording[] = [];
  for (let round = 0; round < options.sessionsEach; round += 1) {
    for (const victim of drawn) {
      const recording = await recordLive(bench, victim, round + 1);
      tally.add('nobody attacks: the person', 'drawn', await judgeWhole(bench, recording, victim));
      const sample = await sampleDefences(bench.faces, recording, 'live', 'drawn');
      if (sample !== null) tally.defences.push(sample);
      recordings.push(recording);
    }
  }
  return recordings;
}

/** Other challenges a recording is held against. */
const otherChallenges = 10;

function replays(recordings: readonly Recording[], tally: Tally): void {
  recordings.forEach((recording, at) => {
    const { identity } = recording.victim;
    for (let other = 1; other <= otherChallenges; other += 1) {
      const asked = newChallenge([(at * 7 + other * 11) % challengeCount]);
      if (asked.join() === recording.challenge.join()) continue;
      const judged = judgePlayed(replay(recording, asked), identity);
      tally.add("replay of yesterday's session, other challenge", 'drawn', judged);
    }
    const same = judgePlayed(replay(recording, recording.challenge), identity);
    tally.add("replay of yesterday's session, same challenge", 'drawn', same);
    for (let order = 0; order < 5; order += 1) {
      const judged = judgePlayed(reordered(recording, order), identity);
      tally.add('frames in another order', 'drawn', judged);
    }
  });
}

async function mixed(
  bench: Bench,
  drawn: readonly DrawnVictim[],
  recordings: readonly Recording[],
  tally: Tally,
): Promise<void> {
  for (const own of recordings) {
    for (const other of recordings) {
      if (own.victim === other.victim || own.challenge !== other.challenge) continue;
      const judged = judgePlayed(spliced(own, other), own.victim.identity);
      tally.add("another person's turns spliced in", 'drawn', judged);
      tally.add('selfie of A, session of B', 'drawn', judgePlayed(other, own.victim.identity));
    }
  }
  for (const [at, victim] of drawn.entries()) {
    const other = drawn[(at + 1) % drawn.length]!;
    if (other === victim) continue;
    const camera = withSecondFace(await victim.live(at + 50), await other.live(at + 51));
    const played = await play(bench, camera, at + 50, framesUntilGivenUp);
    tally.add('two faces', 'drawn', judgePlayed(played, victim.identity));
  }
}

function play(
  { engine }: Bench,
  camera: Camera,
  seed: number,
  framesMax?: number,
): Promise<Played> {
  const playing = { engine, challenge: challengeOf(seed), camera, seed };
  return playSession(framesMax === undefined ? playing : { ...playing, framesMax });
}

async function cameraAttacks(
  bench: Bench,
  victim: Victim,
  options: SuiteOptions,
  tally: Tally,
): Promise<void> {
  const cameras: readonly (readonly [string, Camera | null])[] = [
    ['still photo', await stillPhoto(bench, victim)],
    ['frozen virtual camera', await frozenCamera(bench, victim)],
    ['photo moved, tilted and zoomed', await movedPhoto(bench, victim)],
  ];
  for (const [attack, camera] of cameras) {
    if (camera === null) continue;
    const played = await play(bench, camera, seedOf(victim.name), framesUntilGivenUp);
    tally.add(attack, victim.material, judgePlayed(played, victim.identity));
  }
  for (const kind of options.warpKinds) {
    const camera = await warpedPhoto(bench, victim, kind);
    if (camera === null) continue;
    const played = await play(bench, camera, seedOf(victim.name + kind));
    const judged = await judgeWhole(bench, played, victim);
    tally.add(warpNames[kind], victim.material, judged);
    const sample = await sampleDefences(bench.faces, played, kind, victim.material);
    if (sample !== null) tally.defences.push(sample);
  }
}

const warpNames: Readonly<Record<WarpKind, string>> = {
  zooms: 'one photo warped, whole picture zoomed',
  stays: 'one photo warped, background bent',
  cutout: 'one photo warped, head cut out',
  flat: 'one photo as a board',
};

/** A photo that never answers is looked at for some seconds, not for all of the session's time. */
const framesUntilGivenUp = 25;

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
    tally.add(attack, victim.material, { outcome, reasons });
  }
}
