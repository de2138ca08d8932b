import type { LostSign, Signal, SignName } from '../../facts.ts';
import { placeOf } from '../../failure.ts';

/** One thing to look for, and how. */
export interface Sign {
  readonly name: SignName;
  readonly look: () => readonly Signal[] | Promise<readonly Signal[]>;
}

/**
 * Looks for one after the other. One whose code throws is lost alone: what a picture was made to break must not take
 * the other signs with it, nor what was read.
 */
export async function collectSigns(
  signs: readonly Sign[],
): Promise<{ readonly signals: Signal[]; readonly signsLost: LostSign[] }> {
  const signals: Signal[] = [];
  const signsLost: LostSign[] = [];
  for (const { name, look } of signs) {
    try {
      signals.push(...(await look()));
    } catch (error) {
      signsLost.push({ sign: name, where: placeOf(error) });
    }
  }
  return { signals, signsLost };
}
