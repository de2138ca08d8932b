import { expect, test } from 'vitest';
import {
  afterPress,
  cellAfterKey,
  cellsOf,
  columns,
  regionOf,
  regionText,
  rows,
} from './mark-cells.ts';

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

test('a press outside stretches the rectangle, one inside begins anew, on the only cell it goes', () => {
  const one = afterPress(null, 7);
  expect(cellsOf(one!)).toEqual([7]);
  const four = afterPress(one, 14);
  expect(cellsOf(four!)).toEqual([7, 8, 13, 14]);
  expect(cellsOf(afterPress(four, 8)!)).toEqual([8]);
  expect(afterPress(one, 7)).toBeNull();
});

test('arrows walk from cell to cell and stay within the picture', () => {
  expect(['ArrowLeft', 'ArrowUp'].map((key) => cellAfterKey(0, key))).toEqual([0, 0]);
  expect(['ArrowRight', 'ArrowDown'].map((key) => cellAfterKey(0, key))).toEqual([1, columns]);
  const last = columns * rows - 1;
  expect(['ArrowRight', 'ArrowDown'].map((key) => cellAfterKey(last, key))).toEqual([last, last]);
  expect(['ArrowLeft', 'ArrowUp'].map((key) => cellAfterKey(last, key))).toEqual([
    last - 1,
    last - columns,
  ]);
  expect(cellAfterKey(0, 'a')).toBeNull();
});

test('a rectangle in words', () => {
  expect(regionText(regionOf([7, 14])!)).toBe('rows 2–3 of 4, columns 2–3 of 6');
  expect(regionText(regionOf([0])!)).toBe('row 1 of 4, column 1 of 6');
});
