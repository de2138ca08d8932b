/** Seeded randomness and smooth noise: the same seed draws the same specimen on every machine. */

/** Uniform numbers in [0, 1) from a 32-bit seed (a Weyl sequence through a multiply-xorshift). */
export type RandomSource = () => number;

export function seededRandom(seed: number): RandomSource {
  let state = Math.imul(seed ^ 0x5bd1e995, 0x27d4eb2d) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    bits ^= bits >>> 15;
    return (bits >>> 0) / 4294967296;
  };
}

/** A 32-bit seed from a text (FNV-1a), so that a name is a seed. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** A bank of standard normal numbers: drawn once, read at random offsets, because frames are many. */
const BANK_SIZE = 1 << 16;
let bank: Float32Array | undefined;

export function gaussianBank(): Float32Array {
  if (bank) return bank;
  const random = seededRandom(20261122);
  bank = new Float32Array(BANK_SIZE);
  for (let i = 0; i < BANK_SIZE; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    bank[i] = radius * Math.cos(angle);
    bank[i + 1] = radius * Math.sin(angle);
  }
  return bank;
}

function lattice(x: number, y: number, seed: number): number {
  let bits = Math.imul(x, 0x1b873593) ^ Math.imul(y, 0x2c1b3c6d) ^ Math.imul(seed, 0x297a2d39);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise in 0..1 over the plane; features are about one unit wide. */
export function smoothNoise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = (x - column) ** 2 * (3 - 2 * (x - column));
  const v = (y - row) ** 2 * (3 - 2 * (y - row));
  const top = lattice(column, row, seed) * (1 - u) + lattice(column + 1, row, seed) * u;
  const low = lattice(column, row + 1, seed) * (1 - u) + lattice(column + 1, row + 1, seed) * u;
  return top * (1 - v) + low * v;
}
