/** A live capture is several frames under one nonce: the best is kept, and all must show one face. */

import type { Reason } from '../../core/reasons.ts';
import type { SelfieFacts } from '../../vision/facts.ts';
import type { Seen } from '../contract.ts';
import { similarity } from '../face/similarity.ts';
import { checkSelfie, largest } from './judge-selfie.ts';

export interface SelfieFrame {
  readonly index: number;
  /** Of the frame's bytes, hex. */
  readonly sha256: string;
  readonly seen: Seen<Omit<SelfieFacts, 'view'>>;
}

/** What the frames say together. */
export interface LiveSelfie {
  readonly frames: number;
  /** Lowest likeness of any two frames' faces; null when fewer than two could be compared. */
  readonly likeness: number | null;
  /** No two frames are the same bytes. */
  readonly distinct: boolean;
}

export interface ChosenFrame {
  /** Of the best frame; null when there is none at all. */
  readonly index: number | null;
  readonly accepted: boolean;
  /** Why not, as the best frame has it. All free to mend. */
  readonly reasons: readonly Reason[];
  readonly live: LiveSelfie;
}

/** One frame may be spoiled by a blink or a shake; more of them make the whole capture unsure. */
const acceptedMin = 2;

export function chooseFrame(frames: readonly SelfieFrame[]): ChosenFrame {
  const checked = frames.map((frame) => ({ frame, check: checkSelfie(withView(frame.seen)) }));
  const good = checked.filter(({ check }) => check.accepted);
  const ranked = (good.length > 0 ? good : checked).toSorted(
    (a, b) => quality(b.frame) - quality(a.frame),
  );
  const accepted = good.length >= Math.min(acceptedMin, frames.length) && good.length > 0;
  const spoiled = checked.find(({ check }) => !check.accepted);
  return {
    index: ranked[0]?.frame.index ?? null,
    accepted,
    reasons: accepted ? [] : (spoiled?.check.reasons ?? []),
    live: {
      frames: frames.length,
      likeness: lowestLikeness(frames),
      distinct: new Set(frames.map((frame) => frame.sha256)).size === frames.length,
    },
  };
}

/** Sharp and straight; -1 for a frame without a face. */
function quality({ seen }: SelfieFrame): number {
  const face = seen.ok ? largest(seen.facts.faces) : null;
  return face === null ? -1 : face.sharpness * (1 - Math.min(1, Math.abs(face.turn)));
}

function lowestLikeness(frames: readonly SelfieFrame[]): number | null {
  const faces = frames.flatMap(({ seen }) => {
    const face = seen.ok ? largest(seen.facts.faces) : null;
    return face === null ? [] : [face.embedding];
  });
  const likenesses = faces
    .flatMap((a, at) => faces.slice(at + 1).map((b) => similarity(a, b)))
    .filter((value) => value !== null);
  return likenesses.length === 0 ? null : Math.min(...likenesses);
}

function withView(seen: SelfieFrame['seen']): Seen<SelfieFacts> {
  return seen.ok ? { ok: true, facts: { ...seen.facts, view: new Uint8Array() } } : seen;
}
