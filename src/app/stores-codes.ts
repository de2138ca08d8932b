/** Codes and what was shown with them. No code is kept: only the id it is derived from, and a keyed hash. */

import type { CodeChannel } from '../core/case/types.ts';

export interface CodeRow {
  readonly id: string;
  readonly caseId: string;
  readonly channel: CodeChannel;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Not used, not replaced, not expired. */
  readonly living: boolean;
}

interface NewCode {
  readonly id: string;
  readonly caseId: string;
  readonly accountId: string;
  readonly channel: CodeChannel;
}

export interface CodeStore {
  /** Ends the code before it of the same case and channel. */
  create(
    code: NewCode & {
      readonly contactId: string | null;
      readonly mac: string;
      readonly ttlSeconds: number;
    },
  ): Promise<void>;
  find(id: string): Promise<CodeRow | null>;
  newest(caseId: string, channel: CodeChannel): Promise<CodeRow | null>;
  /** Notes that this code was tried, then uses it up if `mac` is its own: one winner. */
  use(id: string, mac: string): Promise<boolean>;
  /** What was used counts no more: the answer to it was wrong. */
  end(id: string): Promise<void>;
  /** A channel shown without a code of ours. */
  pass(shown: NewCode): Promise<void>;
  /** Channels that were shown in this case and still count. */
  passed(caseId: string): Promise<readonly CodeChannel[]>;
  /** Codes sent to the account in the last `seconds`, after the newest one that was tried. */
  unread(accountId: string, seconds: number): Promise<number>;
  /** Asked for again: what was shown before counts no more. */
  forget(caseId: string): Promise<void>;
  /** Each time step of an account counts once; false when it did before. */
  useTotpStep(accountId: string, step: number): Promise<boolean>;
}
