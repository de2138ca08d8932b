/**
 * `thaw operator-key rewrap`: what the operator's key before wrapped is wrapped anew under the one of today.
 * Nothing that is sealed changes. Ended in the middle it is begun again: what is done is passed over.
 */

import type { KeyRing } from '../core/ports.ts';
import type { Commands } from './command-line.ts';
import { wordsOf } from './command-line.ts';
import type { Stores } from './stores.ts';

/** One key as it lies somewhere, under the name that it was wrapped with. */
export interface KeptKey {
  readonly id: string;
  readonly name: string;
  readonly wrapped: Uint8Array;
}

/** A place with wrapped keys. `hold` locks what it answers until its transaction ends. */
export interface KeyPlace {
  readonly what: string;
  inTransaction<T>(
    work: (place: {
      hold(after: string | null, count: number): Promise<readonly KeptKey[]>;
      replace(id: string, wrapped: Uint8Array): Promise<void>;
    }) => Promise<T>,
  ): Promise<T>;
}

export interface OperatorKeySources {
  /** With the key before it, which alone opens what is still to be done. */
  openKeyRing(): Pick<KeyRing, 'rewrap'>;
  /** The places are open as long as the work takes. */
  inDatabase<T>(
    work: (open: {
      readonly places: readonly KeyPlace[];
      readonly audit: Stores['audit'];
    }) => Promise<T>,
  ): Promise<T>;
}

const actor = { type: 'system' } as const;
/** A case is held for no longer than so many keys take. */
const keysAtOnce = 200;

interface Count {
  readonly what: string;
  rewrapped: number;
  already: number;
  /** Opens with neither key. */
  unreadable: number;
}

export function operatorKeyCommands(sources: OperatorKeySources): Commands {
  return {
    async rewrap(args) {
      wordsOf(args, 'operator-key rewrap', 0);
      const keys = sources.openKeyRing();
      const counts = await sources.inDatabase(async ({ places, audit }) => {
        await audit.add({ actor, action: 'operator_key.rewrap_begun' });
        const counted: Count[] = [];
        for (const place of places) counted.push(await rewrapAll(keys, place));
        await audit.add({ actor, action: 'operator_key.rewrapped', detail: detailOf(counted) });
        return counted;
      });
      return {
        ok: counts.every(({ unreadable }) => unreadable === 0),
        lines: counts.map(
          ({ what, rewrapped, already, unreadable }) =>
            `${what}: ${rewrapped} wrapped anew, ${already} were already, ${unreadable} open with neither key`,
        ),
      };
    },
  };
}

async function rewrapAll(keys: Pick<KeyRing, 'rewrap'>, place: KeyPlace): Promise<Count> {
  const count: Count = { what: place.what, rewrapped: 0, already: 0, unreadable: 0 };
  let after: string | null = null;
  for (;;) {
    const last: string | null = await place.inTransaction(async ({ hold, replace }) => {
      const held = await hold(after, keysAtOnce);
      for (const { id, name, wrapped } of held) {
        const anew = rewrapOne(keys, name, wrapped);
        count[anew.outcome] += 1;
        if (anew.outcome === 'rewrapped') await replace(id, anew.wrapped);
      }
      return held.at(-1)?.id ?? null;
    });
    if (last === null) return count;
    after = last;
  }
}

type Rewrapped =
  | { readonly outcome: 'rewrapped'; readonly wrapped: Uint8Array }
  | { readonly outcome: 'already' | 'unreadable' };

function rewrapOne(keys: Pick<KeyRing, 'rewrap'>, name: string, wrapped: Uint8Array): Rewrapped {
  try {
    const anew = keys.rewrap(name, wrapped);
    return anew === null ? { outcome: 'already' } : { outcome: 'rewrapped', wrapped: anew };
  } catch {
    // One that was broken before must not keep the others under the old key.
    return { outcome: 'unreadable' };
  }
}

const detailOf = (counts: readonly Count[]) =>
  Object.fromEntries(
    counts.map(({ what, rewrapped, already, unreadable }) => [
      what,
      { rewrapped, already, unreadable },
    ]),
  );
