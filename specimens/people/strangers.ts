/** Persons whom nobody searched: each dial somewhere between those of the named ones. */
import { seededRandom } from './noise.ts';
import { buildFromTraits, type Person } from './person.ts';
import { PERSONS } from './persons.ts';
import type { Traits } from './traits.ts';

/** The same seed draws the same stranger on every machine. */
export function buildStranger(seed: number): Promise<Person> {
  const random = seededRandom(seed * 104_729 + 17);
  const known = Object.values(PERSONS);
  const traits = Object.fromEntries(
    Object.entries(known[0]!).map(([dial, value]) => {
      const all = known.map((one) => one[dial as keyof Traits]);
      if (typeof value !== 'number') return [dial, all[Math.floor(random() * all.length)]];
      const numbers = all as readonly number[];
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
      return [dial, dial === 'seed' ? seed : low + random() * (high - low)];
    }),
  ) as unknown as Traits;
  return buildFromTraits(`stranger-${seed}`, traits);
}
