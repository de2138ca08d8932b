/** Which screen the phone shows for a state of the hand-off. Pure. */

import type { HandoffState } from '../../src/core/wire-face.ts';

/**
 * `origin`: who asks, before anything else. `number`: to be typed on the computer. `face`: the only
 * screen with a camera. The others are ends, each with a way on.
 */
export type PhoneScreen = 'origin' | 'number' | 'face' | 'done' | 'reported' | 'ended';

const screens: Readonly<Record<HandoffState, PhoneScreen>> = {
  // A phone never sees `waiting`: it has bound by then. If it did, asking first is the safe answer.
  waiting: 'origin',
  bound: 'origin',
  accepted: 'number',
  matched: 'face',
  capturing: 'face',
  done: 'done',
  reported: 'reported',
  cancelled: 'ended',
  expired: 'ended',
};

export function screenOf(state: HandoffState): PhoneScreen {
  return screens[state];
}

const order: readonly PhoneScreen[] = ['origin', 'number', 'face'];

function rankOf(state: HandoffState): number {
  const at = order.indexOf(screenOf(state));
  return at < 0 ? order.length : at;
}

/** A hand-off only goes forward: `state` belongs to an earlier screen than `other`. */
export function isBefore(state: HandoffState, other: HandoffState): boolean {
  return rankOf(state) < rankOf(other);
}

/** Position in "Step 1 of 3"; null at the ends. */
export function stepOf(screen: PhoneScreen): number | null {
  const at = order.indexOf(screen);
  return at < 0 ? null : at + 1;
}

export const stepCount = 3;

/** Milliseconds between two looks at the hand-off; null where nothing more can change. */
export function lookEveryMs(screen: PhoneScreen): number | null {
  if (screen === 'number') return 1500;
  if (screen === 'origin' || screen === 'face') return 4000;
  return null;
}

/** Why there is no hand-off to show: text id with `.title` and `.text`. */
export function endOf(code: string): 'phone.used' | 'phone.gone' | 'phone.none' | null {
  if (code === 'token_used') return 'phone.used';
  if (code === 'token_expired' || code === 'handoff_gone' || code === 'session_ended') {
    return 'phone.gone';
  }
  if (code === 'session_missing' || code === 'not_found') return 'phone.none';
  return null;
}
