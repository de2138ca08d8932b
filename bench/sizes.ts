/** `--sizes=10000,100000` of the command line, the smallest first; else those given. */
export function sizesWanted(otherwise: readonly number[]): readonly number[] {
  const given = process.argv.find((arg) => arg.startsWith('--sizes='));
  if (given === undefined) return otherwise;
  const sizes = given.slice('--sizes='.length).split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new Error('--sizes takes whole numbers, as in --sizes=10000,100000');
  }
  return sizes.toSorted((a, b) => a - b);
}
