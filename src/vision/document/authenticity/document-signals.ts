import type { Signal } from '../../facts.ts';
import type { DecodedImage } from '../../image/decoded-image.ts';
import { measureTone } from '../../image/measures.ts';
import { findFlatBars } from './flat-bars.ts';

/** Mean distance of the color channels at a mean luma of 128, as for the fault `image_greyscale`. */
const GREY_COLOURFULNESS_MAX = 1.5;
const MIDDLE_LUMA = 128;
/** A camera has a black-and-white mode too. */
const GREY_STRENGTH = 0.4;
const BARS_STRENGTH = 0.8;

/** A picture within a screenshot. Signs in its file are among `image.signals`. */
export function barSignals(image: DecodedImage): Signal[] {
  const bars = findFlatBars(image);
  if (bars === null) return [];
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const detail = `flat bars, top ${percent(bars.top)}, bottom ${percent(bars.bottom)}`;
  const region = { x: 0, y: 0, width: 1, height: bars.top };
  return [{ code: 'is_screenshot', strength: BARS_STRENGTH, detail, region }];
}

/** A grey copy. */
export function greySignals(image: DecodedImage): Signal[] {
  const { brightness, colourfulness } = measureTone(image);
  const perBrightness = (colourfulness * MIDDLE_LUMA) / Math.max(brightness, 1);
  if (perBrightness >= GREY_COLOURFULNESS_MAX) return [];
  return [{ code: 'is_photocopy', strength: GREY_STRENGTH, detail: 'no color' }];
}
