import type { CodeChannel } from './case/types.ts';

/** The step of codes: what to show, and how far it is. */
export interface CodesView {
  /** Empty: nothing that was bound can be trusted with a code, a person decides. */
  readonly channels: readonly CodeChannelView[];
  readonly triesLeft: number;
  readonly sendsLeft: number;
}

/** What the page hands to `navigator.credentials.get`. */
export interface PasskeyChallenge {
  /** base64url; one use. */
  readonly challenge: string;
  readonly rpId: string;
  readonly allow: readonly { readonly id: string; readonly transports: readonly string[] }[];
  readonly seconds: number;
}

export interface CodeChannelView {
  readonly channel: CodeChannel;
  /** Masked address that codes go to; null for an authenticator app or a passkey. */
  readonly to: string | null;
  readonly passed: boolean;
  /** Of the newest code; null when none was asked for. */
  readonly sentAt: string | null;
  readonly expiresAt: string | null;
  /** The message is still on its way. */
  readonly delayed: boolean;
}
