/**
 * Finding a picture again that was saved anew, by exact look-ups only, because what is stored is keyed: each part
 * is a fixed choice of the hash's bits, and two hashes that differ in few bits share at least one whole part
 * (locality-sensitive hashing by bit sampling: Indyk and Motwani 1998).
 */

const hashBits = 256;
const partCount = 16;
/** More bits a part, and other pictures share none; fewer, and the same picture is found after worse treatment. */
const partBits = 64;

/** Parts of a 256-bit hash given as 64 hex digits; empty for anything else. */
export function alikeParts(hash: string): readonly string[] {
  if (!/^[0-9a-f]{64}$/.test(hash)) return [];
  const bits = [...hash].flatMap((digit) => {
    const value = Number.parseInt(digit, 16);
    return [value >> 3, (value >> 2) & 1, (value >> 1) & 1, value & 1];
  });
  return choices.map((places, part) => `${part}:${places.map((at) => bits[at]).join('')}`);
}

/** The same choices for ever: what was stored years ago is compared with them. */
const choices: readonly (readonly number[])[] = (() => {
  let state = 20_261_122;
  const next = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
  return Array.from({ length: partCount }, () => {
    const places = Array.from({ length: hashBits }, (_, at) => at);
    for (let at = 0; at < partBits; at++) {
      const other = at + next(hashBits - at);
      [places[at], places[other]] = [places[other]!, places[at]!];
    }
    return places.slice(0, partBits);
  });
})();
