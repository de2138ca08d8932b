/** The JSON of the hand-off to a phone, the live selfie and the facial verification. Types only; see wire.ts. */

import type { WireError } from './wire.ts';

/** A live capture of the selfie: so many frames, so far apart, under this nonce. */
export interface SelfieCapture {
  readonly nonce: string;
  readonly frames: number;
  readonly gapMs: number;
  readonly endsAt: string;
  readonly now: string;
}

export interface FaceView {
  readonly handoff: HandoffView | null;
  readonly attemptsLeft: number;
  /** After several failures in a row: not before this time. */
  readonly notBefore?: string | null;
}

export type HandoffState =
  | 'waiting'
  | 'bound'
  | 'accepted'
  | 'matched'
  | 'capturing'
  | 'done'
  | 'reported'
  | 'cancelled'
  | 'expired';

export interface HandoffView {
  readonly id: string;
  readonly state: HandoffState;
  /** https URL to draw as QR while `waiting`; replaced before `qrExpiresAt`. */
  readonly qrUrl: string | null;
  readonly qrExpiresAt: string | null;
  readonly expiresAt: string;
  readonly numberTriesLeft: number;
  /** [Send link] was pressed: the masked contact to which the link of this hand-off went. */
  readonly linkSentTo?: string | null;
  /** Rough words for the phone that bound, e.g. `Chrome on Android`. */
  readonly phone: string | null;
}

export interface PhoneView {
  readonly state: HandoffState;
  readonly service: string;
  readonly accountMasked: string;
  readonly computer: {
    readonly browser: string;
    readonly network: string;
    readonly startedAt: string;
  };
  /** Shown big on the phone; typed on the computer. Null before acceptance. */
  readonly number: string | null;
  readonly now: string;
  readonly expiresAt: string;
  readonly csrf: string;
}

export type FaceMovement = 'left' | 'right' | 'closer';

/** Answer to the frame of this number on the socket. */
export type FrameAnswer = { readonly index: number } & (
  | { readonly guidance: FaceGuidance }
  | WireError
);

/** Colours that the screen shows around the face, one after another. */
export type ScreenColour = 'red' | 'green' | 'blue' | 'white';

/**
 * What the page says when it begins. None of it is trusted: the reviewer is told when the colours
 * were left out, and when the camera calls itself by the name of a virtual one.
 */
export interface FaceBegin {
  /** False: the person does not want the screen to change colour. */
  readonly colours?: boolean;
  /** Label of the camera's track; compared with known names and not kept. */
  readonly cameraLabel?: string;
}

export interface FaceSession {
  readonly session: string;
  /**
   * False: too many people verify just now. Prompts come by the clock, without a word on how it goes, and
   * the frames are looked at after the last one.
   */
  readonly guided: boolean;
  /** Frames a second to send. */
  readonly framesPerSecond: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly endsAt: string;
  readonly now: string;
}

export type FacePrompt = 'centre' | 'left' | 'right' | 'closer' | 'colours' | 'done' | 'failed';

export type FaceHint =
  | 'no_face'
  | 'two_faces'
  | 'too_dark'
  | 'too_far'
  | 'too_close'
  | 'look_straight'
  | 'wrong_way'
  | 'turn_more'
  | 'hold'
  | null;

export interface FaceGuidance {
  readonly prompt: FacePrompt;
  readonly hint: FaceHint;
  readonly done: number;
  readonly total: number;
  /** With the prompt `colours`: what the screen shows now. */
  readonly colour?: ScreenColour;
}
