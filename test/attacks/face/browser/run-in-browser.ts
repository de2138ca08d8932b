/** Attacks through the real pages: Chromium, the service, its children and its database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Reason } from '../../../../src/core/reasons.ts';
import { createVisionEngine } from '../../../../src/vision/engine.ts';
import { createFaceEngine } from '../../../../src/vision/face/create-face-engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../../../../src/vision/models/load-model.ts';
import { createModelRunner } from '../../../../src/vision/models/model-sessions.ts';
import { passCodes } from '../../../fixtures/codes.ts';
import {
  answerQuestions,
  confirmEmail,
  enter,
  reactivate,
  sendPassport,
  sendSelfie,
} from '../../../fixtures/person.ts';
import { randomWithChallenge, startTestWorld, type TestWorld } from '../../../fixtures/world.ts';
import { answerWith } from '../../../walk/answering-camera.ts';
import { button, openBrowser, openContext } from '../../../walk/browser.ts';
import { faceFilm } from '../../../walk/films.ts';
import { logInAtHost } from '../../../walk/person-steps.ts';
import type { Bench } from '../attacks.ts';
import { keepSessions } from '../kept-sessions.ts';
import { type DrawnVictim, drawnVictim } from '../people.ts';
import type { Outcome } from '../play-session.ts';
import type { AttackCount } from '../suite.ts';
import { frozenFilm, photoFilm, recordedFrames, twoFacesFilm, warpFrames } from './attack-films.ts';

/** Seeded people whose plan asks for a passport, a selfie and the facial verification. */
const people = ['mara', 'sana', 'lin'] as const;
type Person = (typeof people)[number];
const otherOf = { mara: 'sana', sana: 'lin', lin: 'mara' } as const;

/** A session lasts thirty seconds, and its judgement some more on a busy machine. */
const sessionPatienceMs = 90_000;

export interface BrowserAttack {
  readonly attack: string;
  /** What Chromium's camera plays; none where the page's camera is replaced. */
  readonly film?: (at: Staged) => Promise<string>;
  readonly prepare?: (page: Page, at: Staged) => Promise<void>;
  /** The challenge of all its sessions; random where it is left out. */
  readonly challenge?: Parameters<typeof randomWithChallenge>[0];
}

interface Staged {
  readonly bench: Bench;
  readonly victim: DrawnVictim;
  readonly person: Person;
  readonly folder: string;
}

const filmed = ['left', 'right', 'closer', 'left'] as const;
const unlikeFilmed = ['right', 'closer', 'right', 'right'] as const;

export const browserAttacks: readonly BrowserAttack[] = [
  {
    attack: 'still photo before the camera',
    film: ({ bench, victim, folder }) => photoFilm(bench, victim, folder),
  },
  {
    attack: 'frozen virtual camera',
    film: ({ bench, victim, folder }) => frozenFilm(bench, victim, folder),
  },
  {
    attack: 'two faces',
    film: ({ person, folder }) => twoFacesFilm(person, otherOf[person], folder),
  },
  {
    attack: 'film of a recorded session, other movements',
    film: ({ person, folder }) => faceFilm(person, folder),
    challenge: unlikeFilmed,
  },
  {
    attack: 'film of a recorded session, the same movements',
    film: ({ person, folder }) => faceFilm(person, folder),
    challenge: filmed,
  },
  {
    attack: 'injected: selfie of A, movements of B as told',
    prepare: async (page, { person }) => answerWith(page, await recordedFrames(otherOf[person])),
  },
  {
    attack: 'injected: one photo warped as told, face tinted as told',
    prepare: async (page, { bench, victim }) =>
      answerWith(page, await warpFrames(bench, victim), { isTinting: true }),
  },
];

/** Each attack on each person once, in a world of its own. */
export async function runInBrowser(
  attacks: readonly BrowserAttack[],
  say: (line: string) => void,
): Promise<readonly AttackCount[]> {
  const modelCacheDir = MODEL_CACHE_DIR_DEFAULT;
  const bench = {
    engine: createVisionEngine({ modelCacheDir }),
    faces: createFaceEngine(createModelRunner(modelCacheDir)),
    kept: keepSessions(null),
  };
  const rows: AttackCount[] = [];
  for (const attack of attacks) {
    const challenge = attack.challenge;
    const world = await startTestWorld(
      challenge === undefined ? anyChallenge : { randomInts: randomWithChallenge(challenge) },
    );
    const row = { attack: attack.attack, material: 'browser' as const, codes: {} };
    const counts = { accepted: 0, flagged: 0, refused: 0 };
    try {
      for (const person of people) {
        const { outcome, reasons } = await attackOn(world, attack, bench, person);
        counts[outcome] += 1;
        tallyCodes(row.codes, reasons);
        say(`${attack.attack} (${person}): ${outcome} ${reasons.map(textOf).join('; ')}`);
      }
    } finally {
      await world.stop();
    }
    rows.push({ ...row, counts });
  }
  return rows;
}

const anyChallenge = {
  randomInts: (count: number, bound: number) =>
    Array.from({ length: count }, () => Math.floor(Math.random() * bound)),
};

const textOf = ({ code, staffText }: Reason) => `${code}: ${staffText}`;

function tallyCodes(codes: Record<string, number>, reasons: readonly Reason[]): void {
  for (const code of new Set(reasons.map((one) => one.code))) codes[code] = (codes[code] ?? 0) + 1;
}

interface Attacked {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
}

/** The victim has come as far as the facial verification; the attacker's browser does it. */
async function attackOn(
  world: TestWorld,
  attack: BrowserAttack,
  bench: Bench,
  person: Person,
): Promise<Attacked> {
  const caseId = await comeToFace(world, person);
  const folder = await mkdtemp(join(tmpdir(), 'thaw-attack-'));
  const victim = await drawnVictim(bench.engine, person);
  const staged: Staged = { bench, victim, person, folder };
  let browser: Browser | null = null;
  try {
    browser = await openBrowser(await attack.film?.(staged));
    const page = await (await openContext(browser, 'phone')).newPage();
    await attack.prepare?.(page, staged);
    await logInAtHost(page, world.urls.host, person);
    await button(page, 'Begin Verification').click();
    return await judgedIn(world, caseId);
  } finally {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function comeToFace(world: TestWorld, name: Person): Promise<string> {
  const person = await enter(world, name);
  await person.post('/u/case/unlock');
  const { current } = (await reactivate(person)).body;
  if (current === 'questions') await answerQuestions(person);
  await confirmEmail(world, person, name);
  // Sana's plan asks for a code by SMS and one of the app, too.
  await passCodes(world, person);
  await sendPassport(person, name);
  const view = await sendSelfie(person, name);
  if (view.current !== 'face') throw new Error(`${name} is at ${view.current}`);
  return view.caseId;
}

/** What the service made of the session, as its own record says. */
async function judgedIn(world: TestWorld, caseId: string): Promise<Attacked> {
  const end = Date.now() + sessionPatienceMs;
  while (Date.now() < end) {
    const { state } = (await world.context.app.db.read.cases.load(caseId)) ?? {};
    const step = state?.steps.find(({ plan }) => plan.kind === 'face');
    if (step !== undefined && step.attempts > 0) {
      const { status, reasons } = step;
      if (status !== 'passed' && status !== 'needs_review') return { outcome: 'refused', reasons };
      return { outcome: reasons.length === 0 ? 'accepted' : 'flagged', reasons };
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the session was not judged');
}
