/** Sessions as frame facts: a head that answers prompts, and the ways to cheat. Tests only. */

import { limits } from '../../core/limits.ts';
import type { FaceMovement, ScreenColour } from '../../core/wire-face.ts';
import type { FaceFacts } from '../../vision/facts.ts';
import { embedding, frame } from '../facts.fixture.ts';
import type { JudgedFrame } from './frames.ts';
import type { FaceInput } from './judge-face.ts';
import { guidance, startTracker, type Tracker, track } from './tracker.ts';

export interface Pose {
  /** Nose offset from the person's own centre; positive is the subject's left. */
  readonly turn: number;
  readonly scale: number;
}

const frameMs = 1000 / limits.faceFramesPerSecond;
const ownCentre = 0.03;

/** A frame of a pose, with the small unrest of a living head, different in each frame. */
export function posed(index: number, pose: Pose, over: Partial<FaceFacts> = {}): JudgedFrame {
  const unrest = ((index * 37) % 11) / 2000 + index / 1e6;
  const width = 0.25 * pose.scale;
  const facts = frame({
    turn: ownCentre + pose.turn + unrest,
    eyeDistancePx: 80 * pose.scale * (1 + unrest),
    region: { x: 0.5 - width / 2 + unrest, y: 0.3, width, height: width * 1.3 },
    // Likeness falls with the turn, as it does with real heads.
    embedding: embedding(Math.max(0.2, 0.95 - Math.abs(pose.turn) * 0.8)),
    ...over,
  });
  return {
    index,
    t: Math.round(index * frameMs + ((index * 13) % 17)),
    sha256: index.toString(16).padStart(64, '0'),
    facts: { ...facts, picture: { ...facts.picture, bytes: 40_000 + index * 37 } },
  };
}

/** How fast the head moves: a turn of .4 takes four frames. */
const turnPerFrame = 0.1;
const scalePerFrame = 0.15;
const reactionFrames = 2;

/**
 * A person who sees each prompt, reacts after 400 ms and does what is asked; `twist` lets the person
 * do something else, `lost` says which frames our own process was too busy for.
 */
export function livePerson(
  challenge: readonly FaceMovement[],
  twist: (wanted: FaceMovement | 'centre') => FaceMovement | 'centre' = (wanted) => wanted,
  lost: (index: number) => boolean = () => false,
  screen: Screen = answeringScreen,
): readonly JudgedFrame[] {
  const frames: JudgedFrame[] = [];
  let tracker = startTracker(challenge, screen.colours);
  const prompts: (FaceMovement | 'centre')[] = [];
  let pose: Pose = { turn: 0, scale: 1 };
  for (let index = 0; index < 5 * limits.faceSessionSeconds; index += 1) {
    const wanted = prompts.at(-reactionFrames) ?? 'centre';
    pose = toward(pose, target(twist(wanted)));
    const whole = underScreen(posed(index, pose), tracker, screen);
    const made = lost(index) ? { ...whole, facts: null, failure: 'busy' as const } : whole;
    frames.push(made);
    tracker = track(tracker, made.facts, made.t);
    const { prompt } = guidance(tracker);
    if (prompt === 'done' || prompt === 'failed') break;
    prompts.push(prompt === 'colours' ? 'centre' : prompt);
  }
  return frames;
}

export interface Screen {
  readonly colours?: readonly ScreenColour[];
  /** Share by which a full channel of the screen brightens the skin; 0: a film. */
  readonly gain?: number;
  /** The same for what is behind the head; a tint over the whole picture has both alike. */
  readonly surroundGain?: number;
  /** The same for what is below the chin; where it is left out the frames do not show it. */
  readonly neckGain?: number;
  /** The same for parts of the face, each its own; where it is left out the frames do not tell them. */
  readonly partGains?: readonly number[];
  /** From the answer to the frame that shows it, ms. */
  readonly lagMs?: number;
  /** What the face answers, where it is not what was asked. */
  readonly answered?: readonly ScreenColour[];
}

/** What the screen shows in a session of these fixtures. */
export const shownColours: readonly ScreenColour[] = [
  'red',
  'blue',
  'green',
  'white',
  'blue',
  'red',
  'white',
  'green',
];

/** A screen that adds a tenth of the light on the face. */
export const answeringScreen: Screen = { colours: shownColours, gain: 0.1 };

const channelsOf: Record<ScreenColour, readonly [number, number, number]> = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  white: [1, 1, 1],
};

/** The frame as the screen of that moment lights it. */
function underScreen(made: JudgedFrame, tracker: Tracker, screen: Screen): JudgedFrame {
  const { gain = 0, surroundGain = 0, neckGain, partGains, lagMs = 150 } = screen;
  const at = tracker.shown.findLastIndex((one) => one.fromMs <= made.t - lagMs);
  const colour = screen.answered?.[at] ?? tracker.shown[at]?.colour;
  if (made.facts === null || colour === undefined) return made;
  const unrest = (channel: number) => 1 + (((made.index * 29 + channel * 7) % 13) - 6) / 2000;
  const lit = (base: readonly [number, number, number], share: number) =>
    channelsOf[colour].map((on, c) => (base[c] ?? 0) * (1 + share * on) * unrest(c)) as unknown as [
      number,
      number,
      number,
    ];
  const skin = lit([180, 140, 120], gain);
  const surround = lit([150, 150, 150], surroundGain);
  const neck = neckGain === undefined ? null : lit([170, 130, 112], neckGain);
  const skinParts = partGains?.map((part) => lit([180, 140, 120], part)) ?? null;
  return { ...made, facts: { ...made.facts, skin, surround, neck, skinParts } };
}

function target(movement: FaceMovement | 'centre'): Pose {
  if (movement === 'closer') return { turn: 0, scale: 1.5 };
  if (movement === 'left') return { turn: 0.4, scale: 1 };
  return movement === 'right' ? { turn: -0.4, scale: 1 } : { turn: 0, scale: 1 };
}

function toward(from: Pose, to: Pose): Pose {
  const step = (a: number, b: number, most: number): number =>
    a + Math.max(-most, Math.min(most, b - a));
  return {
    turn: step(from.turn, to.turn, turnPerFrame),
    scale: step(from.scale, to.scale, scalePerFrame),
  };
}

export function session(
  challenge: readonly FaceMovement[],
  frames: readonly JudgedFrame[],
  over: Partial<FaceInput> = {},
): FaceInput {
  return {
    challenge,
    colours: shownColours,
    frames,
    selfieEmbedding: embedding(0.95),
    portraitEmbedding: embedding(0.8),
    limits,
    ...over,
  };
}

/** The same frames with other facts of the face. */
export function altered(
  made: JudgedFrame,
  change: (face: FaceFacts) => Partial<FaceFacts>,
): JudgedFrame {
  if (made.facts === null) return made;
  const faces = made.facts.faces.map((one) => ({ ...one, ...change(one) }));
  return { ...made, facts: { ...made.facts, faces } };
}
