import type { Region } from '../facts.ts';
import type { RgbImage } from '../image/decoded-image.ts';

const TILE_PX = 24;
const BURNT_LEVEL = 250;
/** A tile is burnt out when no more than this share of it still shows anything. */
const BURNT_SHARE_MIN = 0.96;
/** Where the rest of the paper is as bright as this, white paper is not glare. */
const WHITE_PAPER_LUMA = 243;
const GLARE_SHARE_MIN = 0.02;

/** Burnt-out light on a document: its share of the printed area (0..1) and where it lies. */
export interface Glare {
  readonly share: number;
  readonly region: Region;
}

/** Looks for glare within `area` (the whole picture when null); null when there is none. */
export function findGlare(image: RgbImage, area: Region | null): Glare | null {
  const { x, y, width, height } = area ?? { x: 0, y: 0, width: 1, height: 1 };
  const left = Math.floor((x * image.width) / TILE_PX);
  const top = Math.floor((y * image.height) / TILE_PX);
  const right = Math.floor(((x + width) * image.width) / TILE_PX);
  const bottom = Math.floor(((y + height) * image.height) / TILE_PX);
  const burnt: { column: number; row: number }[] = [];
  const papers: number[] = [];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const tile = measureTile(image, column * TILE_PX, row * TILE_PX);
      if (tile.burntShare >= BURNT_SHARE_MIN) burnt.push({ column, row });
      else papers.push(tile.brightest);
    }
  }
  const share = burnt.length / Math.max(1, burnt.length + papers.length);
  papers.sort((a, b) => a - b);
  const paper = papers[papers.length >> 1] ?? 255;
  if (share < GLARE_SHARE_MIN || paper >= WHITE_PAPER_LUMA) return null;
  const columns = burnt.map(({ column }) => column);
  const rows = burnt.map(({ row }) => row);
  const from = { x: Math.min(...columns), y: Math.min(...rows) };
  return {
    share,
    region: {
      x: (from.x * TILE_PX) / image.width,
      y: (from.y * TILE_PX) / image.height,
      width: ((Math.max(...columns) + 1 - from.x) * TILE_PX) / image.width,
      height: ((Math.max(...rows) + 1 - from.y) * TILE_PX) / image.height,
    },
  };
}

/** Share of burnt-out pixels, and the luma that the brightest tenth of the tile reaches. */
function measureTile(
  image: RgbImage,
  left: number,
  top: number,
): { burntShare: number; brightest: number } {
  const histogram = new Uint16Array(256);
  let burnt = 0;
  let count = 0;
  const bottom = Math.min(image.height, top + TILE_PX);
  const right = Math.min(image.width, left + TILE_PX);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * image.width + x) * 3;
      const lowest = Math.min(image.data[at]!, image.data[at + 1]!, image.data[at + 2]!);
      if (lowest >= BURNT_LEVEL) burnt++;
      histogram[image.data[at + 1]!]!++;
      count++;
    }
  }
  let brightest = 255;
  for (let above = 0; brightest > 0 && above < count / 10; brightest--) {
    above += histogram[brightest]!;
  }
  return { burntShare: burnt / Math.max(1, count), brightest };
}
