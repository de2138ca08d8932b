/** Half-years and months as answers. Calendar arithmetic on ISO strings; no clock is read. */

import { type OptionTextId, optionText } from './text-ids.ts';
import type { Weighted } from './types.ts';

const halfYearsBack = 16;
const monthsBack = 24;

/** Months since year 0 of an ISO time; null when it is not one. */
export function monthIndex(iso: string): number | null {
  const match = /^(\d{4})-(\d{2})-\d{2}/.exec(iso);
  const year = Number(match?.[1]);
  const month = Number(match?.[2]);
  return match === null || month < 1 || month > 12 ? null : year * 12 + month - 1;
}

function halfYearText(month: number) {
  const id = month % 12 < 6 ? 'option.half_year.1' : 'option.half_year.2';
  return optionText(id, { year: Math.floor(month / 12) });
}

function monthText(month: number) {
  const id = `option.month.${(month % 12) + 1}` as OptionTextId;
  return optionText(id, { year: Math.floor(month / 12) });
}

export const halfYearLabel = (month: number): string => halfYearText(month).label;
export const monthLabel = (month: number): string => monthText(month).label;

/** The last eight years; newer ones are somewhat commoner, as services grow. */
export function halfYears(nowMonth: number): readonly Weighted[] {
  const current = Math.floor(nowMonth / 6);
  return Array.from({ length: halfYearsBack }, (_, back) => ({
    ...halfYearText((current - back) * 6),
    weight: 30 - back,
    place: current - back,
  }));
}

/** The last two years; a last deposit lies more often in the newer months. */
export function months(nowMonth: number): readonly Weighted[] {
  return Array.from({ length: monthsBack }, (_, back) => ({
    ...monthText(nowMonth - back),
    weight: 40 - back,
    place: nowMonth - back,
  }));
}
