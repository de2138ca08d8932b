import sharp from 'sharp';
import type { MrzReading, Region } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { DOCUMENT_MM, turnedBack } from '../document-size.ts';

/** The page above and around a zone, upright, and how its regions lie in the picture it comes from. */
export interface DocumentPage {
  readonly image: RgbImage;
  /** The zone in fractions of the page. */
  readonly zone: Region;
  readonly toPicture: (region: Region) => Region;
}

/** Long side of the page that is read: print of 2 mm is then 20 px high. */
const PAGE_SIDE_PX_MAX = 1280;
/** Room for a page that lies askew: the zone's box is then wider than its lines. */
const SLACK = 1.08;

/** Cuts out what belongs to the zone: the rest of the picture is a table, or another page. */
export async function documentPage(image: RgbImage, mrz: MrzReading): Promise<DocumentPage> {
  const turned = mrz.rotationDegrees;
  const zone = turnedBack(mrz.region, turned);
  const isOnSide = turned % 180 !== 0;
  const [width, height] = isOnSide ? [image.height, image.width] : [image.width, image.height];
  const { width: mmWidth, height: mmHeight, zone: mmZone } = DOCUMENT_MM[mrz.format];
  const pxPerMm = (zone.width * width) / mmZone;
  const centerX = (zone.x + zone.width / 2) * width;
  const bottom = (zone.y + zone.height) * height;
  const left = clamp(centerX - (mmWidth / 2) * SLACK * pxPerMm, width);
  const right = clamp(centerX + (mmWidth / 2) * SLACK * pxPerMm, width);
  const top = clamp(bottom - mmHeight * SLACK * pxPerMm, height);
  const low = clamp(bottom + pxPerMm, height);
  const page = {
    left,
    top,
    width: Math.max(1, right - left),
    height: Math.max(1, low - top),
  };
  let picture = sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 3 },
  });
  if (turned !== 0) picture = picture.rotate(360 - turned);
  const { data, info } = await picture
    .extract(page)
    .resize(PAGE_SIDE_PX_MAX, PAGE_SIDE_PX_MAX, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const inPage = (region: Region): Region => ({
    x: (region.x * width - page.left) / page.width,
    y: (region.y * height - page.top) / page.height,
    width: (region.width * width) / page.width,
    height: (region.height * height) / page.height,
  });
  const fromPage = (region: Region): Region => ({
    x: (region.x * page.width + page.left) / width,
    y: (region.y * page.height + page.top) / height,
    width: (region.width * page.width) / width,
    height: (region.height * page.height) / height,
  });
  return {
    image: { data, width: info.width, height: info.height },
    zone: inPage(zone),
    toPicture: (region) => turnedBack(fromPage(region), ((360 - turned) % 360) as typeof turned),
  };
}

/** A card is so many widths of the face on it wide and high, measured from the face in each direction. */
const FACE_WIDTHS_ACROSS = 6;
const FACE_WIDTHS_DOWN = 4;

/** What can belong to the card that a face is printed on: at either side of it, as layouts differ. */
export async function cardAround(
  image: RgbImage,
  face: Region,
): Promise<Omit<DocumentPage, 'zone'>> {
  const { width, height } = image;
  const unit = face.width * width;
  const [x, y] = [(face.x + face.width / 2) * width, (face.y + face.height / 2) * height];
  const left = clamp(x - FACE_WIDTHS_ACROSS * unit, width - 1);
  const top = clamp(y - FACE_WIDTHS_DOWN * unit, height - 1);
  const card = {
    left,
    top,
    width: Math.max(1, clamp(x + FACE_WIDTHS_ACROSS * unit, width) - left),
    height: Math.max(1, clamp(y + FACE_WIDTHS_DOWN * unit, height) - top),
  };
  const { data, info } = await sharp(image.data, { raw: { width, height, channels: 3 } })
    .extract(card)
    .resize(PAGE_SIDE_PX_MAX, PAGE_SIDE_PX_MAX, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    image: { data, width: info.width, height: info.height },
    toPicture: (region) => ({
      x: (region.x * card.width + card.left) / width,
      y: (region.y * card.height + card.top) / height,
      width: (region.width * card.width) / width,
      height: (region.height * card.height) / height,
    }),
  };
}

function clamp(value: number, most: number): number {
  return Math.round(Math.min(Math.max(value, 0), most));
}
