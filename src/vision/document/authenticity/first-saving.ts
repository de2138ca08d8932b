import { COEFFICIENTS_KEPT, type LumaCoefficients } from '../../image/jpeg-coefficients.ts';

/** What an earlier saving at the same place left in the coefficients of this one. */
export interface FirstSaving {
  /** By zigzag index: the step of the earlier saving; 0 where none shows. */
  readonly steps: readonly number[];
  /**
   * By zigzag index and absolute value: logarithm of how much likelier this value is after that step than in a
   * picture saved once; empty where no earlier saving shows.
   */
  readonly evidence: readonly (readonly number[])[];
}

/** Of the values of one frequency: more are rare. */
export const VALUES_MAX = 24;
const STEP_MAX = 48;
/**
 * Standard deviation of what rounding to 8-bit pixels does to a coefficient between two savings.
 */
const ROUNDING = 0.7;
/** Share of values that come from elsewhere: clipped, drawn over. */
const STRANGE = 0.04;
const VALUES_MIN = 400;
/** Mean evidence from which on one frequency counts. */
const MEAN_MIN = 0.15;

/**
 * Looks for the step of an earlier saving in each frequency (double quantisation): where a picture was saved at a
 * step q1 and then at q2, values near multiples of q1 are more frequent than a smooth distribution has them.
 */
export function findFirstSaving(
  { values }: LumaCoefficients,
  table: readonly number[],
): FirstSaving {
  const steps: number[] = [0];
  const evidence: (readonly number[])[] = [[]];
  const counts = histograms(values);
  for (let at = 1; at < COEFFICIENTS_KEPT; at++) {
    const histogram = counts[at]!;
    const total = histogram.reduce((sum, count) => sum + count, 0);
    const decay = decayOf(histogram);
    let best = { step: 0, gain: 0, evidence: [] as readonly number[] };
    for (let step = table[at]! + 1; step <= STEP_MAX && total >= VALUES_MIN; step++) {
      const tried = evidenceOf(step, table[at]!, decay);
      let gain = 0;
      for (let value = 1; value <= VALUES_MAX; value++) gain += histogram[value]! * tried[value]!;
      if (gain > best.gain) best = { step, gain, evidence: tried };
    }
    const counted = best.gain >= MEAN_MIN * total && total >= VALUES_MIN;
    steps.push(counted ? best.step : 0);
    evidence.push(counted ? best.evidence : []);
  }
  return { steps, evidence };
}

/** Of a larger picture every third block is enough. */
const BLOCKS_ALL = 50_000;

function histograms(values: Int8Array): readonly Uint32Array[] {
  const counts = new Uint32Array(COEFFICIENTS_KEPT * 128);
  const step = COEFFICIENTS_KEPT * (values.length > BLOCKS_ALL * COEFFICIENTS_KEPT ? 3 : 1);
  for (let block = 0; block < values.length; block += step) {
    for (let at = 1; at < COEFFICIENTS_KEPT; at++) {
      const value = values[block + at]!;
      if (value !== 0) counts[at * 128 + (value < 0 ? -value : value)]!++;
    }
  }
  return Array.from({ length: COEFFICIENTS_KEPT }, (_, at) =>
    counts.subarray(at * 128, at * 128 + 128),
  );
}

/** By how much a value is rarer than the one below it, natural logarithm a step: a geometric fit from 1 on. */
function decayOf(histogram: Uint32Array): number {
  let [count, sum] = [0, 0];
  for (let value = 1; value <= VALUES_MAX; value++) {
    count += histogram[value]!;
    sum += histogram[value]! * value;
  }
  const mean = Math.max(sum / Math.max(count, 1), 1.001);
  return -Math.log(1 - 1 / mean);
}

/** Evidence for each absolute value after a first step `first` and this one, `second`. */
function evidenceOf(first: number, second: number, decay: number): readonly number[] {
  const single: number[] = [0];
  const twice: number[] = [0];
  for (let value = 1; value <= VALUES_MAX; value++) {
    const [low, high] = [(value - 0.5) * second, (value + 0.5) * second];
    let share = 0;
    const from = Math.max(0, Math.floor((low - 4 * ROUNDING) / first));
    for (let multiple = from; multiple * first <= high + 4 * ROUNDING; multiple++) {
      const at = multiple * first;
      const reached = normal((high - at) / ROUNDING) - normal((low - at) / ROUNDING);
      share += reached * Math.exp((-decay * at) / second);
    }
    single.push(Math.exp(-decay * value));
    twice.push(share);
  }
  const sumOf = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 1e-12);
  const [all, allTwice] = [sumOf(single), sumOf(twice)];
  return single.map((one, value) =>
    value === 0
      ? 0
      : Math.log(STRANGE + ((1 - STRANGE) * (twice[value]! / allTwice)) / (one / all)),
  );
}

/** Distribution function of the standard normal (logistic approximation, error under 0.01). */
function normal(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}
