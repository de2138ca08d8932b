/** What a benchmark's `measure(name)` gives. */
export type BenchResult = {
  readonly value: number;
  readonly bar: number;
  /** What the value counts: "s", "x tesseract.js CPU". */
  readonly unit: string;
  /** The single measurements, and what is needed to judge them. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly higherIsBetter?: boolean;
};

/** One row of `--json`. */
export type BenchRow = {
  readonly row: number;
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly unit: string;
  readonly pass: boolean;
  readonly raw: Readonly<Record<string, unknown>>;
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('The median of nothing.');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
