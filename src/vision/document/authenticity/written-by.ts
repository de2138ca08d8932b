import type { Signal } from '../../facts.ts';
import type { DecodedImage } from '../../image/decoded-image.ts';
import { photoshopSetting, readJpegWriting, standardQuality } from '../../image/jpeg-tables.ts';

/** What the page's own camera writes: `documentSize` of the pages, canvas to JPEG. */
export const OWN_CAPTURE = { longSidePxMax: 1920, quality: 92 } as const;

const EDITOR_STRENGTH = 0.6;
/** For a person to look at: a page that was changed on the way sends what it likes. */
const NOT_OWN_STRENGTH = 0.7;

/**
 * Who wrote the file, by its tables. Only Photoshop's are a sign: libjpeg's example tables are written by editors,
 * messengers, browsers and many phones alike.
 * @param source what the page said of the picture; undefined where nothing was said
 */
export function writingSignals(
  image: DecodedImage,
  bytes: Uint8Array,
  source: 'camera' | 'file' | undefined,
): Signal[] {
  const writing = image.facts.format === 'jpeg' ? readJpegWriting(bytes) : null;
  const setting = writing === null ? null : photoshopSetting(writing.luma);
  const signals: Signal[] = [];
  if (setting !== null) {
    const detail = `saved with the quantisation table of Photoshop (${setting})`;
    signals.push({ code: 'editor_tables', strength: EDITOR_STRENGTH, detail });
  }
  const why = source === 'camera' ? unlikeOwnCapture(image, writing) : null;
  if (why !== null) {
    const detail = `sent as taken in the page, but ${why}`;
    signals.push({ code: 'not_own_capture', strength: NOT_OWN_STRENGTH, detail });
  }
  return signals;
}

/** What a browser's canvas would not have written; null when it may have. */
function unlikeOwnCapture(
  { facts, metadata }: DecodedImage,
  writing: ReturnType<typeof readJpegWriting>,
): string | null {
  if (facts.format !== 'jpeg') return `it is a ${facts.format.toUpperCase()}`;
  if (metadata.hasCamera) return 'it carries the make and model of a camera';
  if (metadata.software !== null) return 'it carries the name of a program';
  if (metadata.hasC2pa) return 'it carries content credentials';
  if (Math.max(facts.width, facts.height) > OWN_CAPTURE.longSidePxMax) {
    return 'it is larger than the page makes pictures';
  }
  if (writing === null) return null;
  if (writing.isProgressive) return 'it is a progressive JPEG';
  if (photoshopSetting(writing.luma) !== null) return 'its quantisation table is Photoshop’s';
  // Safari writes tables of its own, which nothing can be said of here.
  const quality = standardQuality(writing.luma);
  if (quality === null || quality === OWN_CAPTURE.quality) return null;
  return `its tables are of quality ${quality}, not ${OWN_CAPTURE.quality}`;
}
