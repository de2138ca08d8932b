/**
 * Whether the face answered the colours of the screen. The screen's light reaches a face before it far
 * more than the wall behind, so what counts is the skin's colour against the surround's: the camera's
 * own white balance and a tint over the whole picture change both alike. Colours are told frame by
 * frame on the server's clock; how late the face shows them is searched for.
 */

import type { ScreenColour } from '../../core/wire-face.ts';
import type { FrameFacts } from '../../vision/facts.ts';
import type { JudgedFrame } from './frames.ts';
import type { ShownColour } from './tracker.ts';

export type ColourResponseKind = 'present' | 'weak' | 'unmeasured';

export interface ColourResponse {
  readonly kind: ColourResponseKind;
  /** Correlation of what was shown and what the face did, -1..1, at the best lag. */
  readonly correlation: number;
  /** Change of the skin's color a full change of the screen's makes, natural log units. */
  readonly gain: number;
  readonly lagMs: number;
  readonly frames: number;
  /** The neck's gain as a share of the face's, at the same lag; null where either shows too little. */
  readonly neckShare: number | null;
  /**
   * Deviation of the gains of single parts of the face, as a share of their mean; null where too few parts
   * can be measured. Light falls more on what faces it, and shows more where it was dim; paint is even.
   */
  readonly unevenness: number | null;
}

/** Set on drawn faces, see docs/reference/faces.md: noise and wrong sequences stay below. */
export const correlationMin = 0.65;
/** Half a percent of the skin's color: below it JPEG and sensor noise look alike. */
export const gainMin = 0.005;
const framesMin = 10;
const lagMsMax = 900;
const lagStepMs = 50;

type Triple = readonly [number, number, number];

/** Distance of each colour from grey; white adds no colour of its own. */
const screenChroma: Record<ScreenColour, Triple> = {
  red: [2 / 3, -1 / 3, -1 / 3],
  green: [-1 / 3, 2 / 3, -1 / 3],
  blue: [-1 / 3, -1 / 3, 2 / 3],
  white: [0, 0, 0],
};

interface Sample {
  readonly t: number;
  readonly chroma: Triple;
}

type Answer = Pick<ColourResponse, 'correlation' | 'gain' | 'lagMs'>;

export function colourResponse(
  frames: readonly JudgedFrame[],
  shown: readonly ShownColour[],
): ColourResponse {
  const from = shown[0]?.fromMs ?? Number.POSITIVE_INFINITY;
  const during = frames.filter((frame) => frame.t > from);
  const samples = samplesOf(during, ({ skin }) => skin);
  const none: Answer = { correlation: 0, gain: 0, lagMs: 0 };
  if (samples.length < framesMin) {
    const unmeasured = { neckShare: null, unevenness: null };
    return { kind: 'unmeasured', ...none, frames: samples.length, ...unmeasured };
  }
  let best = none;
  for (let lagMs = 0; lagMs <= lagMsMax; lagMs += lagStepMs) {
    const found = atLag(samples, shown, lagMs);
    if (found !== null && found.correlation > best.correlation) best = { ...found, lagMs };
  }
  const isPresent = best.correlation >= correlationMin && best.gain >= gainMin;
  const gainOf = (colourOf: ColourOf) =>
    atLag(samplesOf(during, colourOf), shown, best.lagMs)?.gain ?? null;
  const neck = isPresent ? gainOf((facts) => facts.neck) : null;
  return {
    ...best,
    kind: isPresent ? 'present' : 'weak',
    frames: samples.length,
    neckShare: neck === null ? null : neck / best.gain,
    unevenness: isPresent ? unevennessOf(during, gainOf) : null,
  };
}

/** A part as bright as this in any frame is near the sensor's end, where nothing can be added. */
const partBrightMax = 225;
const partsMin = 8;

function unevennessOf(
  frames: readonly JudgedFrame[],
  gainOf: (colourOf: ColourOf) => number | null,
): number | null {
  const parts = frames.flatMap(({ facts }) => (facts?.skinParts == null ? [] : [facts.skinParts]));
  const gains = (parts[0] ?? []).flatMap((_, at) => {
    if (parts.some((colours) => Math.max(...(colours[at] ?? [])) > partBrightMax)) return [];
    const gain = gainOf(({ skinParts }) => skinParts?.[at]);
    return gain === null ? [] : [gain];
  });
  if (gains.length < partsMin) return null;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > 0 ? Math.sqrt(variance) / mean : null;
}

type ColourOf = (facts: FrameFacts) => Triple | null | undefined;

function samplesOf(frames: readonly JudgedFrame[], colourOf: ColourOf): readonly Sample[] {
  return frames.flatMap((frame) => sampleOf(frame, colourOf));
}

function sampleOf({ facts, t }: JudgedFrame, colourOf: ColourOf): readonly Sample[] {
  const colour = facts === null ? null : colourOf(facts);
  const surround = facts?.surround;
  if (colour == null || surround == null) return [];
  const logs = colour.map((value, channel) =>
    Math.log((value + 1) / ((surround[channel] ?? 0) + 1)),
  );
  const mean = logs.reduce((sum, value) => sum + value, 0) / 3;
  const [r = Number.NaN, g = Number.NaN, b = Number.NaN] = logs.map((value) => value - mean);
  return Number.isFinite(r + g + b) ? [{ t, chroma: [r, g, b] }] : [];
}

/** Frames too early to show the first colour are left out; null when too few remain. */
function atLag(
  samples: readonly Sample[],
  shown: readonly ShownColour[],
  lagMs: number,
): { readonly correlation: number; readonly gain: number } | null {
  const pairs = samples.flatMap((sample) => {
    const told = shown.findLast((one) => one.fromMs <= sample.t - lagMs);
    return told === undefined ? [] : [{ ...sample, told: screenChroma[told.colour] }];
  });
  if (pairs.length < framesMin) return null;
  const times = pairs.map((pair) => pair.t);
  let both = 0;
  let ofFace = 0;
  let ofScreen = 0;
  for (const channel of [0, 1, 2] as const) {
    const face = withoutTrend(
      times,
      pairs.map((pair) => pair.chroma[channel]),
    );
    const screen = withoutTrend(
      times,
      pairs.map((pair) => pair.told[channel]),
    );
    for (const [at, value] of face.entries()) {
      const wanted = screen[at] ?? 0;
      both += value * wanted;
      ofFace += value * value;
      ofScreen += wanted * wanted;
    }
  }
  if (ofFace === 0 || ofScreen === 0) return { correlation: 0, gain: 0 };
  return { correlation: both / Math.sqrt(ofFace * ofScreen), gain: both / ofScreen };
}

/** Daylight and posture drift slowly: mean and straight line are taken out. */
function withoutTrend(times: readonly number[], values: readonly number[]): readonly number[] {
  const meanT = times.reduce((sum, t) => sum + t, 0) / times.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let slope = 0;
  let spread = 0;
  for (const [at, t] of times.entries()) {
    slope += (t - meanT) * ((values[at] ?? mean) - mean);
    spread += (t - meanT) ** 2;
  }
  const rise = spread === 0 ? 0 : slope / spread;
  return values.map((value, at) => value - mean - rise * ((times[at] ?? meanT) - meanT));
}
