import { expect, test } from 'vitest';
import { cellsOf, columns, regionOf, rows } from './mark-cells.ts';

test('pressed cells become the rectangle around them, within the picture', () => {
  expect(regionOf([])).toBeNull();
  const last = columns * rows - 1;
  expect(regionOf([0, last])).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  const corner = regionOf([last])!;
  expect(corner.x + corner.width).toBeCloseTo(1);
  expect(corner.y + corner.height).toBeCloseTo(1);
});

test('a rectangle is shown by the cells it was made of', () => {
  for (const cells of [[0], [7, 8, 13, 14], [5, 11, 17, 23]]) {
    expect(cellsOf(regionOf(cells)!)).toEqual(cells);
  }
});
