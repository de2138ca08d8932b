import type {
  BarcodeReading,
  FaceFacts,
  MrzReading,
  PictureFault,
  PictureFaultCode,
  Region,
  VisionTasks,
} from '../facts.ts';
import type { DecodedImage } from '../image/decoded-image.ts';
import { measurePicture } from '../image/measures.ts';
import { DOCUMENT_MM, turnedBack } from './document-size.ts';
import { findGlare } from './glare.ts';
import type { MrzSearch } from './mrz/read-mrz.ts';

/** What was found on the side, for telling a bad picture from no document. */
export interface FoundOnSide extends MrzSearch {
  readonly barcode: BarcodeReading | null;
  readonly faces: readonly FaceFacts[];
}

/**
 * 90th percentile of the Laplacian over the printed area at a long side of 1280 px, as it would be
 * at a mean luma of 128: the blurred specimens have 3 and less, readable photographs 12 and more.
 */
const SHARPNESS_MIN = 7;
/**
 * The same over the lines of an MRZ that was read: the net reads what no person can, but portrait and small
 * print are lost then. Blurred specimens have 2.4 and less there, readable photographs 13.9 and more.
 */
const ZONE_SHARPNESS_MIN = 6;
/** So much of a document may lie outside the picture, mm: layouts vary by this, and corners are round. */
const CUT_SIDE_MM_MAX = 4;
/** Above the zone the layouts vary more; a bare strip of lines lacks 40 mm and more. */
const CUT_TOP_MM_MAX = 20;
/** The box around an MRZ is wider than its lines by this. */
const ZONE_MARGIN_MM = 3.5;
/** Mean distance of the colour channels, likewise at a mean luma of 128. */
const COLOURFULNESS_MIN = 1.5;
const MIDDLE_LUMA = 128;
const BRIGHTNESS_MIN = 45;
const LONG_SIDE_PX_MIN = 480;
/** Under so many pixels from glyph to glyph an MRZ is not always readable. */
const PITCH_PX_MIN = 6;
const TEXT_ROWS_MIN = 2;

/** Faults of the picture of a document, each with the number behind it and where it shows. */
export function documentFaults(
  image: DecodedImage,
  input: VisionTasks['document-side']['input'],
  found: FoundOnSide,
): PictureFault[] {
  const faults: PictureFault[] = [];
  const add = (code: PictureFaultCode, measure: number, region: Region | null): void => {
    faults.push({ code, measure, region });
  };
  const measures = measurePicture(image, found.printRegion ?? undefined);
  const light = MIDDLE_LUMA / Math.max(measures.brightness, 1);
  const isRead = found.mrz !== null || found.barcode !== null;
  const zone = found.mrz?.region ?? found.unread?.region ?? found.printRegion;
  const isDark = measures.brightness < BRIGHTNESS_MIN;
  if (isDark) add('image_dark', measures.brightness, zone);
  if (!isDark && measures.colourfulness * light < COLOURFULNESS_MIN) {
    add('image_greyscale', measures.colourfulness * light, null);
  }
  const glare = findGlare(image, found.printRegion);
  if (glare !== null) add('image_glare', glare.share, glare.region);
  if (found.unread?.reason === 'clipped') {
    add('image_cropped', found.unread.pitchPx, found.unread.region);
  }
  const cut = found.mrz === null ? cutFace(found.faces[0]) : cutOff(image, found.mrz);
  if (cut !== null) add('image_cropped', cut.missingMm, cut.region);
  const isEmpty = !isRead && found.unread === null && found.faces.length === 0;
  if (isEmpty && found.textRows < TEXT_ROWS_MIN) add('no_document', found.textRows, null);
  if (found.mrz !== null) {
    const zoneSharpness = sharpnessOf(image, found.mrz.region);
    if (zoneSharpness < ZONE_SHARPNESS_MIN) add('image_blurry', zoneSharpness, found.mrz.region);
  }
  const tooSmall = smallness(image, found);
  if (tooSmall !== null) add('image_too_small', tooSmall, zone);
  if (!isRead) {
    const sharpness = measures.sharpness * light;
    const unclear = found.unread?.reason === 'unclear' && faults.length === 0;
    if (sharpness < SHARPNESS_MIN || unclear) add('image_blurry', sharpness, zone);
  }
  if (expectsFace(input) && found.faces.length === 0) add('face_not_visible', 0, null);
  return faults;
}

/** A portrait stands some millimetres inside its card: where it meets the picture's edge the card goes on. */
const FACE_EDGE_SHARE = 0.012;

/** The picture's edge that the portrait meets, where no zone tells how the document lies. */
function cutFace(
  face: FaceFacts | undefined,
): { readonly missingMm: number; readonly region: Region } | null {
  if (face === undefined) return null;
  const { x, y, width, height } = face.region;
  const strip = 0.06;
  const edges = [
    { room: x, region: { x: 0, y: 0, width: strip, height: 1 } },
    { room: 1 - x - width, region: { x: 1 - strip, y: 0, width: strip, height: 1 } },
    { room: y, region: { x: 0, y: 0, width: 1, height: strip } },
    { room: 1 - y - height, region: { x: 0, y: 1 - strip, width: 1, height: strip } },
  ];
  const nearest = edges.toSorted((a, b) => a.room - b.room)[0]!;
  return nearest.room < FACE_EDGE_SHARE ? { missingMm: 0, region: nearest.region } : null;
}

function sharpnessOf(image: DecodedImage, region: Region): number {
  const { sharpness, brightness } = measurePicture(image, region);
  return (sharpness * MIDDLE_LUMA) / Math.max(brightness, 1);
}

/**
 * What of the document lies outside the picture, by where a zone of this format stands on it (ICAO Doc 9303
 * parts 4 to 7); null when all is there.
 */
function cutOff(
  image: DecodedImage,
  mrz: MrzReading,
): { readonly missingMm: number; readonly region: Region } | null {
  const turned = mrz.rotationDegrees;
  const zone = turnedBack(mrz.region, turned);
  const isOnSide = turned % 180 !== 0;
  const [width, height] = isOnSide ? [image.height, image.width] : [image.width, image.height];
  const document = DOCUMENT_MM[mrz.format];
  const pxPerMm = (zone.width * width) / (document.zone + ZONE_MARGIN_MM);
  const middle = (zone.x + zone.width / 2) * width;
  const missing = {
    left: document.width / 2 - middle / pxPerMm,
    right: document.width / 2 - (width - middle) / pxPerMm,
    top: document.height - ((zone.y + zone.height) * height) / pxPerMm,
  };
  const edge = (region: Region, missingMm: number) => ({
    missingMm,
    region: turnedBack(region, ((360 - turned) % 360) as typeof turned),
  });
  const strip = 0.06;
  if (missing.left > CUT_SIDE_MM_MAX) {
    return edge({ x: 0, y: 0, width: strip, height: 1 }, missing.left);
  }
  if (missing.right > CUT_SIDE_MM_MAX) {
    return edge({ x: 1 - strip, y: 0, width: strip, height: 1 }, missing.right);
  }
  if (missing.top > CUT_TOP_MM_MAX) {
    return edge({ x: 0, y: 0, width: 1, height: strip }, missing.top);
  }
  return null;
}

/**
 * The measure that says "too small": the long side, even where the zone was read, as a portrait is then a few
 * pixels; or the pitch of a zone that was not read. Pixels; null when large enough.
 */
function smallness(image: DecodedImage, { unread }: FoundOnSide): number | null {
  const longSide = Math.max(image.facts.width, image.facts.height);
  if (longSide < LONG_SIDE_PX_MIN) return longSide;
  return unread !== null && unread.pitchPx < PITCH_PX_MIN ? unread.pitchPx : null;
}

function expectsFace({ side, documentType }: VisionTasks['document-side']['input']): boolean {
  return side === 'front' || documentType === 'passport';
}
