import { expect, test } from 'vitest';
import { mixed, takeWeighted } from './draw.ts';
import { drawWeighted, seededDraw, seededPick } from './synthetic.fixture.ts';

const pool = [40, 25, 15, 10, 6, 4].map((weight, index) => ({ label: `a${index}`, weight }));
const runs = 24_000;

test('every order is as likely as any other', () => {
  const counts = new Map<string, number>();
  for (let run = 0; run < runs; run += 1) {
    const order = mixed(['1', '2', '3', '4'], (value) => value, seededDraw(run)).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
});

test('entries are taken as often as by drawing one after the other', () => {
  const pick = seededPick(5);
  const [taken, drawn] = [new Map<string, number>(), new Map<string, number>()];
  for (let run = 0; run < runs; run += 1) {
    for (const { label } of takeWeighted(pool, 3, seededDraw(run))) {
      taken.set(label, (taken.get(label) ?? 0) + 1);
    }
    for (const { label } of drawWeighted(pool, 3, pick)) {
      drawn.set(label, (drawn.get(label) ?? 0) + 1);
    }
  }
  for (const { label } of pool) {
    const difference = (taken.get(label) ?? 0) - (drawn.get(label) ?? 0);
    // Five standard deviations of the difference of two counts.
    expect(Math.abs(difference)).toBeLessThan(5 * Math.sqrt(runs / 2));
  }
});

test('an entry that leaves is replaced by one other, and the rest stay', () => {
  for (let run = 0; run < 200; run += 1) {
    const before = takeWeighted(pool, 3, seededDraw(run));
    const [gone] = before;
    const after = takeWeighted(
      pool.filter((entry) => entry !== gone),
      3,
      seededDraw(run),
    );
    expect(after.slice(0, 2)).toEqual(before.slice(1));
  }
});
