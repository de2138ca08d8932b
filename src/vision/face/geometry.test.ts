import { expect, test } from 'vitest';
import { faceGeometryOf } from './face-geometry.ts';
import {
  applyAffine,
  cropOf,
  nesting,
  overlap,
  type Point,
  similarityTo,
  turnedCropOf,
} from './geometry.ts';

const five = (nose: Point, tilt = 0) => {
  const turn = ([x, y]: Point): Point => [
    100 + Math.cos(tilt) * x - Math.sin(tilt) * y,
    100 + Math.sin(tilt) * x + Math.cos(tilt) * y,
  ];
  return {
    leftEye: turn([-30, 0]),
    rightEye: turn([30, 0]),
    nose: turn(nose),
    mouthLeft: turn([-20, 60]),
    mouthRight: turn([20, 60]),
  };
};

test('a nose toward the right edge of the picture is a positive turn, toward the left a negative', () => {
  expect(faceGeometryOf(five([24, 36])).turn).toBeCloseTo(0.4);
  expect(faceGeometryOf(five([-24, 36])).turn).toBeCloseTo(-0.4);
  expect(faceGeometryOf(five([0, 36])).turn).toBeCloseTo(0);
});

test('a lower nose is a greater nod', () => {
  expect(faceGeometryOf(five([0, 36])).nod).toBeCloseTo(0.6);
  expect(faceGeometryOf(five([0, 48])).nod).toBeCloseTo(0.8);
});

test('leaning the head changes the roll and neither turn nor nod', () => {
  const leaning = faceGeometryOf(five([24, 36], Math.PI / 9));
  expect(leaning.rollDegrees).toBeCloseTo(20);
  expect(leaning.turn).toBeCloseTo(0.4);
  expect(leaning.nod).toBeCloseTo(0.6);
  expect(leaning.eyeDistancePx).toBeCloseTo(60);
});

test('a similarity maps the template back onto turned, scaled and shifted points', () => {
  const template: Point[] = [
    [10, 10],
    [40, 12],
    [24, 30],
  ];
  const map = turnedCropOf({ center: [70, 50], side: 30, angle: 0.4 }, 50);
  const points = template.map((point) => applyAffine(map, point));
  const found = similarityTo(points, template);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(map[i]!, 6);
});

test('the crop of a box puts pixel centers at the centers of its cells', () => {
  const map = cropOf({ left: 10, top: 20, right: 30, bottom: 60 }, 10, 10);
  expect(applyAffine(map, [0, 0])).toEqual([10.5, 21.5]);
  expect(applyAffine(map, [9, 9])).toEqual([28.5, 57.5]);
});

test('overlap and nesting tell a box inside another from two apart', () => {
  const large = { left: 0, top: 0, right: 10, bottom: 10 };
  const inside = { left: 2, top: 2, right: 7, bottom: 7 };
  const apart = { left: 20, top: 0, right: 30, bottom: 10 };
  expect(overlap(large, inside)).toBeCloseTo(0.25);
  expect(nesting(large, inside)).toBe(1);
  expect(overlap(large, apart)).toBe(0);
  expect(nesting(large, apart)).toBe(0);
});
