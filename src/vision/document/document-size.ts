import type { MrzFormat, Quarter, Region } from '../facts.ts';

/** Widths and heights of documents and how wide their lines are, mm (ICAO Doc 9303 parts 4 to 7). */
export const DOCUMENT_MM: Readonly<
  Record<MrzFormat, { readonly width: number; readonly height: number; readonly zone: number }>
> = {
  TD1: { width: 85.6, height: 54, zone: 76.2 },
  TD2: { width: 105, height: 74, zone: 91.4 },
  TD3: { width: 125, height: 88, zone: 111.8 },
  MRVA: { width: 120, height: 80, zone: 111.8 },
  MRVB: { width: 105, height: 74, zone: 91.4 },
};

/** Where a region lies after the picture is turned back by the degrees that it stands turned clockwise. */
export function turnedBack(region: Region, turned: Quarter): Region {
  const { x, y, width, height } = region;
  switch (turned) {
    case 0:
      return region;
    case 90:
      return { x: y, y: 1 - x - width, width: height, height: width };
    case 180:
      return { x: 1 - x - width, y: 1 - y - height, width, height };
    case 270:
      return { x: 1 - y - height, y: x, width: height, height: width };
  }
}
