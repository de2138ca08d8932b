/** A rectangle on a picture as cells of a grid over it, and back. Pure. */

import type { Region } from '../../src/core/picture-region.ts';

export const columns = 6;
export const rows = 4;

/** The smallest rectangle around the cells; null for none. */
export function regionOf(cells: readonly number[]): Region | null {
  if (cells.length === 0) return null;
  const across = cells.map((cell) => cell % columns);
  const down = cells.map((cell) => Math.floor(cell / columns));
  const [left, top] = [Math.min(...across), Math.min(...down)];
  return {
    x: left / columns,
    y: top / rows,
    width: (Math.max(...across) + 1 - left) / columns,
    height: (Math.max(...down) + 1 - top) / rows,
  };
}

/** Every cell whose middle lies in the rectangle. */
export function cellsOf(region: Region): readonly number[] {
  return Array.from({ length: columns * rows }, (_, cell) => cell).filter((cell) => {
    const x = ((cell % columns) + 0.5) / columns;
    const y = (Math.floor(cell / columns) + 0.5) / rows;
    const isAcross = x > region.x && x < region.x + region.width;
    return isAcross && y > region.y && y < region.y + region.height;
  });
}
