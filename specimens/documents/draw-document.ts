/** Specimen documents of the fictional state Utopia (code UTO, which ICAO keeps for specimens). */
import sharp, { type OverlayOptions } from 'sharp';
import { seededRandom, seedOf } from '../people/noise.ts';
import type { Person, Picture } from '../people/person.ts';
import { CAMERA_EXIF, type DocumentFault, spoilPicture } from './faults.ts';
import {
  background,
  type DocumentKind,
  type DocumentSide,
  LAYOUTS,
  type Layout,
  MRZ_STYLE,
} from './layouts.ts';
import { licenceBarcode } from './licence-barcode.ts';
import { type Holder, spoilCheckDigit, td1Lines, td2Lines, td3Lines } from './mrz-lines.ts';
import { photograph } from './photograph.ts';
import { ghostPng, portraitPng } from './portrait.ts';
import { text } from './typeset.ts';

export interface DocumentRequest {
  readonly kind: DocumentKind;
  /** Passports and TD2 cards have a front only. */
  readonly side: DocumentSide;
  readonly holder: Holder;
  readonly person: Person;
  /** A second, pale portrait; on by default. */
  readonly ghost?: boolean;
  /** Someone else's face in the ghost's place: a document that was tampered with. */
  readonly ghostPerson?: Person;
  readonly faults?: readonly DocumentFault[];
  /** Fields that are printed otherwise than the zone has them. */
  readonly printed?: Partial<Holder>;
  /** On a table, in perspective, with noise and the EXIF of a camera; else a flat scan. */
  readonly photographed?: boolean;
  /** Varies the photograph; the same seed gives the same bytes. */
  readonly seed?: number;
}

const OTHER_NAME = { surname: 'Okonkwo', givenNames: 'Brigitte' } as const;
/** Width of the flat picture, pixels. */
const FLAT_WIDTH = 1600;
const JPEG = { quality: 90, chromaSubsampling: '4:2:0' } as const;

/** The lines that stand on the document (wrong ones where that fault is asked for). */
export function mrzOf(request: Pick<DocumentRequest, 'kind' | 'holder' | 'faults'>): string[] {
  const issue = { holder: request.holder, issuingState: 'UTO' };
  const lines = {
    passport: () => td3Lines({ ...issue, documentCode: 'P' }),
    id_card: () => td1Lines({ ...issue, documentCode: 'I' }),
    id_card_td2: () => td2Lines({ ...issue, documentCode: 'I' }),
    driving_licence: () => [],
  }[request.kind]();
  return request.faults?.includes('wrong-check-digit') ? spoilCheckDigit(lines) : lines;
}

/** @returns a JPEG. @throws RangeError for a side that the kind does not have. */
export async function drawDocument(request: DocumentRequest): Promise<Buffer> {
  const faults = request.faults ?? [];
  const { data, width, height } = await drawPixels(request);
  let picture = sharp(data, { raw: { width, height, channels: 3 } });
  for (const fault of faults) picture = await spoilPicture(picture, fault);
  const camera = request.photographed && !faults.includes('screenshot');
  return (camera ? picture.withExif(CAMERA_EXIF) : picture).jpeg(JPEG).toBuffer();
}

/**
 * The same before any fault and any JPEG.
 * @param noiseLevels of the photograph; default the specimens' own
 * @throws RangeError for a side that the kind does not have
 */
export async function drawPixels(request: DocumentRequest, noiseLevels?: number): Promise<Picture> {
  const layout = LAYOUTS[request.kind][request.side];
  if (!layout) throw new RangeError(`a ${request.kind} has no ${request.side}`);
  const flat = await drawFlat(request, layout);
  if (!request.photographed) return flat;
  const random = seededRandom((request.seed ?? 1) ^ seedOf(request.holder.documentNumber));
  return photograph(flat, random, noiseLevels);
}

async function drawFlat(request: DocumentRequest, layout: Layout): Promise<Picture> {
  const scale = FLAT_WIDTH / layout.width;
  const height = Math.round(layout.height * scale);
  const random = seededRandom(seedOf(request.holder.documentNumber + request.side));
  const other = request.faults?.includes('name-mismatch') ? OTHER_NAME : request.printed;
  const printed = { ...request.holder, ...other };
  const lines = layout.mrz ? mrzOf(request) : [];
  const zone = lines.map((line, i) =>
    text(line, layout.mrz!.left, layout.mrz!.baselines[i]!, MRZ_STYLE),
  );
  const svg = (content: string) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${FLAT_WIDTH}" height="${height}" viewBox="0 0 ${layout.width} ${layout.height}">${content}</svg>`,
    );
  const data = await sharp(svg(background(layout, random)))
    .flatten({ background: '#fff' })
    .composite([
      ...(await portraits(request, layout, scale)),
      { input: svg(layout.print(printed) + zone.join('')), left: 0, top: 0 },
      ...(await barcode(request, layout, scale)),
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width: FLAT_WIDTH, height };
}

async function barcode(
  { holder }: DocumentRequest,
  { barcode: frame }: Layout,
  scale: number,
): Promise<OverlayOptions[]> {
  if (!frame) return [];
  const px = (mm: number) => Math.round(mm * scale);
  const input = await sharp(Buffer.from(await licenceBarcode(holder)), { density: 600 })
    .resize(px(frame.width), px(frame.height), { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
  return [{ input, left: px(frame.x), top: px(frame.y) }];
}

async function portraits(
  request: DocumentRequest,
  { portrait, ghost }: Layout,
  scale: number,
): Promise<OverlayOptions[]> {
  if (!portrait) return [];
  const px = (mm: number) => Math.round(mm * scale);
  const size = [px(portrait.width), px(portrait.height)] as const;
  const main = await portraitPng(request.person, ...size);
  const overlays: OverlayOptions[] = [{ input: main, left: px(portrait.x), top: px(portrait.y) }];
  if (ghost && request.ghost !== false) {
    const other = request.ghostPerson;
    const source = other ? await portraitPng(other, ...size) : main;
    const input = await ghostPng(source, px(ghost.width), px(ghost.height));
    overlays.push({ input, left: px(ghost.x), top: px(ghost.y) });
  }
  return overlays;
}
