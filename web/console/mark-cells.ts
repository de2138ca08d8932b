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

/**
 * The rectangle after one more press: it stretches to a cell outside, begins anew at a cell inside, and
 * goes when its only cell is pressed.
 */
export function afterPress(region: Region | null, cell: number): Region | null {
  const cells = region === null ? [] : cellsOf(region);
  if (!cells.includes(cell)) return regionOf([...cells, cell]);
  return cells.length === 1 ? null : regionOf([cell]);
}

/** The cell that an arrow key leads to, within the picture; null for another key. */
export function cellAfterKey(cell: number, key: string): number | null {
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  switch (key) {
    case 'ArrowLeft':
      return row * columns + Math.max(0, column - 1);
    case 'ArrowRight':
      return row * columns + Math.min(columns - 1, column + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1) * columns + column;
    case 'ArrowDown':
      return Math.min(rows - 1, row + 1) * columns + column;
    default:
      return null;
  }
}

const fromTo = (what: string, first: number, last: number) =>
  first === last ? `${what} ${first}` : `${what}s ${first}–${last}`;

/** In words, for the summary and for whoever hears the page: `row 1 of 4, columns 3–4 of 6`. */
export function regionText(region: Region): string {
  const cells = cellsOf(region);
  const down = cells.map((cell) => Math.floor(cell / columns) + 1);
  const across = cells.map((cell) => (cell % columns) + 1);
  const isDown = fromTo('row', Math.min(...down), Math.max(...down));
  const isAcross = fromTo('column', Math.min(...across), Math.max(...across));
  return `${isDown} of ${rows}, ${isAcross} of ${columns}`;
}
