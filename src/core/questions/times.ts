/** Half-years and months as answers. Calendar arithmetic on ISO strings; no clock is read. */

import type { Weighted } from './types.ts';

const halfYearsBack = 16;
const monthsBack = 24;

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Months since year 0 of an ISO time; null when it is not one. */
export function monthIndex(iso: string): number | null {
  const match = /^(\d{4})-(\d{2})-\d{2}/.exec(iso);
  const year = Number(match?.[1]);
  const month = Number(match?.[2]);
  return match === null || month < 1 || month > 12 ? null : year * 12 + month - 1;
}

export function halfYearLabel(month: number): string {
  const half = month % 12 < 6 ? 'January to June' : 'July to December';
  return `${half} ${Math.floor(month / 12)}`;
}

export function monthLabel(month: number): string {
  return `${monthNames[month % 12] ?? ''} ${Math.floor(month / 12)}`;
}

/** The last eight years; newer ones are somewhat commoner, as services grow. */
export function halfYears(nowMonth: number): readonly Weighted[] {
  const current = Math.floor(nowMonth / 6);
  return Array.from({ length: halfYearsBack }, (_, back) => ({
    label: halfYearLabel((current - back) * 6),
    weight: 30 - back,
    place: current - back,
  }));
}

/** The last two years; a last deposit lies more often in the newer months. */
export function months(nowMonth: number): readonly Weighted[] {
  return Array.from({ length: monthsBack }, (_, back) => ({
    label: monthLabel(nowMonth - back),
    weight: 40 - back,
    place: nowMonth - back,
  }));
}
