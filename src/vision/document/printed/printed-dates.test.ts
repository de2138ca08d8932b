import { expect, test } from 'vitest';
import { datesIn } from './printed-dates.ts';

test.each([
  ['12.08.1964', ['1964-08-12', '1964-12-08']],
  ['1964-08-12', ['1964-08-12']],
  ['21/02/2018', ['2018-02-21']],
  ['02/21/2018', ['2018-02-21']],
  ['12 AUG/AOÛT 1964', ['1964-08-12']],
  ['12AUGUST/AOUT64', ['1964-08-12', '2064-08-12']],
  ['15 APR/AVR 2012', ['2012-04-15']],
  ['15 ABR 2012', ['2012-04-15']],
  ['01JAN1980', ['1980-01-01']],
] as const)('%s means %j', (text, dates) => {
  expect(datesIn(text).toSorted()).toEqual(dates.toSorted());
});

test.each(['22-345-679', '12 XYZ 1964', '99.99.1964', 'U12345678', '17 1991'])(
  '%s is no date',
  (text) => {
    expect(datesIn(text)).toEqual([]);
  },
);
