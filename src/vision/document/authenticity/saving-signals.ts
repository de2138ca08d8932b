import sharp from 'sharp';
import type { Region, Signal } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { readLumaCoefficients } from '../../image/jpeg-coefficients.ts';
import { readJpegWriting } from '../../image/jpeg-tables.ts';
import { findFirstSaving } from './first-saving.ts';
import { noiseRatio } from './quiet-noise.ts';
import { findPlaceApart, isSavedApart, mapEvidence } from './saved-apart.ts';
import { type Blocks, blocksOf, regionOf } from './stored-blocks.ts';

/** Frequencies that must show an earlier saving. */
const FREQUENCIES_MIN = 2;
/** Gallery programs and chats save anew too. */
const TWICE_STRENGTH = 0.2;
const APART_STRENGTH = 0.8;
/** Noted only: one picture in twenty that went through a messenger shows it too. */
const NOISE_STRENGTH = 0.3;
/** Of a window's pixels. */
const BURNT_MAX = 0.15;
/** Logarithm: the portrait has so much less or more noise than what is around it. */
const NOISE_RATIO_MAX = 1.05;

/**
 * What the coefficients of a JPEG tell of how it was saved: twice, and whether the portrait or another place was not
 * there the first time. Other formats and other codings tell nothing here.
 * @param pixels the same picture, upright, at any size
 * @param face the portrait's face, fractions of the upright picture; null where there is none
 */
export async function savingSignals(
  bytes: Uint8Array,
  pixels: RgbImage,
  face: Region | null,
): Promise<Signal[]> {
  const luma = readLumaCoefficients(bytes);
  const table = readJpegWriting(bytes)?.luma;
  if (luma === null || table === undefined) return [];
  const { orientation = 1, width = 0, height = 0 } = await sharp(bytes).metadata();
  const stored = { orientation, width, height };
  const portrait = face === null ? null : blocksOf(face, stored);
  const first = findFirstSaving(luma, table);
  const steps = first.steps.filter((step) => step > 0);
  const signals: Signal[] = [];
  if (steps.length >= FREQUENCIES_MIN) {
    const detail = `saved before with coarser steps (${steps.slice(0, 3).join(', ')})`;
    signals.push({ code: 'saved_twice', strength: TWICE_STRENGTH, detail });
    const map = mapEvidence(luma, first);
    const isPasted = portrait !== null && isSavedApart(map, portrait);
    if (isPasted) signals.push(pastedSignal('was not there at the first saving', face!));
    const place = findPlaceApart(map, (one) => isBurnt(pixels, regionOf(one, stored)));
    const isPortrait = isPasted && place !== null && overlaps(place, portrait);
    if (place !== null && !isPortrait) signals.push(placeSignal(regionOf(place, stored)));
  }
  if (portrait === null || signals.some(({ code }) => code === 'portrait_pasted')) return signals;
  const ratio = noiseRatio({ luma, table, portrait, around: widened(portrait) });
  if (ratio !== null && Math.abs(ratio) > NOISE_RATIO_MAX) {
    const what = `has ${Math.exp(ratio).toPrecision(2)} times the noise of what is around it`;
    signals.push({ ...pastedSignal(what, face!), strength: NOISE_STRENGTH });
  }
  return signals;
}

/** Many of the region's pixels have a channel at the end of its scale. */
function isBurnt({ data, width, height }: RgbImage, region: Region): boolean {
  const [left, top] = [Math.floor(region.x * width), Math.floor(region.y * height)];
  const right = Math.min(width, Math.ceil((region.x + region.width) * width));
  const bottom = Math.min(height, Math.ceil((region.y + region.height) * height));
  let burnt = 0;
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) {
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
      const isAtEnd = Math.min(red, green, blue) <= 1 || Math.max(red, green, blue) >= 254;
      if (isAtEnd) burnt++;
    }
  }
  return burnt > BURNT_MAX * (right - left) * (bottom - top);
}

function pastedSignal(what: string, region: Region): Signal {
  return {
    code: 'portrait_pasted',
    strength: APART_STRENGTH,
    detail: `the portrait ${what}`,
    region,
  };
}

function placeSignal(region: Region): Signal {
  const detail = 'what is here was not there at the first saving';
  return { code: 'is_edited', strength: APART_STRENGTH, detail, region };
}

function overlaps(a: Blocks, b: Blocks): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** A face with what lies about a portrait of it: as much again to each side. */
function widened({ left, top, right, bottom }: Blocks): Blocks {
  const [width, height] = [right - left, bottom - top];
  return { left: left - width, top: top - height, right: right + width, bottom: bottom + height };
}
