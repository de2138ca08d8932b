/** One frame of a recorded challenge: what was asked then, and the turn that was measured. */
export interface TurnFrame {
  readonly tMs: number;
  /** `left` and `right` are the subject's own sides; everything else asks for no turn. */
  readonly phase: string;
  /** Nose offset in eye distances, positive to the right of the picture; null without a face. */
  readonly turn: number | null;
}

const CENTER_MS = 1_000;
const CENTER_TURN_MAX = 0.2;
const TURNED_MIN = 0.25;
const FRAMES_IN_A_ROW = 3;

/**
 * Judges each asked turn of a sequence: accepted with three frames in a row at .25 or more to the asked
 * side from the person's own center and none to the other; `wrongSide` counts turns that would have been
 * accepted had the other side been asked.
 */
export function judgeTurns(frames: readonly TurnFrame[]) {
  const first = frames.filter((frame) => frame.tMs < CENTER_MS && frame.turn !== null);
  const sorted = first.map((frame) => frame.turn!).toSorted((a, b) => a - b);
  const center = sorted[sorted.length >> 1] ?? Number.NaN;
  const isCentered = Math.abs(center) <= CENTER_TURN_MAX;
  let n = 0;
  let accepted = 0;
  let wrongSide = 0;
  for (const phase of askedPhases(frames)) {
    // The nose at the right of a picture that is not mirrored points to the subject's own left.
    const sign = phase[0]!.phase === 'left' ? 1 : -1;
    const turns = phase.map(({ turn }) => (turn === null ? null : (turn - center) * sign));
    n++;
    if (isCentered && isTurned(turns)) accepted++;
    const opposite = turns.map((turn) => (turn === null ? null : -turn));
    if (isCentered && isTurned(opposite)) wrongSide++;
  }
  return { n, accepted, wrongSide };
}

function askedPhases(frames: readonly TurnFrame[]): TurnFrame[][] {
  const phases: TurnFrame[][] = [];
  let last = '';
  for (const frame of frames) {
    const isTurn = frame.phase === 'left' || frame.phase === 'right';
    if (isTurn && frame.phase !== last) phases.push([]);
    if (isTurn) phases.at(-1)!.push(frame);
    last = frame.phase;
  }
  return phases;
}

function isTurned(turns: readonly (number | null)[]): boolean {
  if (turns.some((turn) => turn !== null && turn <= -TURNED_MIN)) return false;
  let inARow = 0;
  for (const turn of turns) {
    inARow = turn !== null && turn >= TURNED_MIN ? inARow + 1 : 0;
    if (inARow >= FRAMES_IN_A_ROW) return true;
  }
  return false;
}
