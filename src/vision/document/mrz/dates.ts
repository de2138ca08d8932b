/** An expiry date lies at most so many years ahead: documents are valid for ten, some for more. */
const EXPIRY_YEARS_AHEAD_MAX = 50;

/**
 * `YYMMDD` as an ISO date. Unknown parts (`<<`, Doc 9303-3 section 4.8) stay `XX`. A `past` date
 * (birth) is never after today; a `near` one (expiry) at most 50 years ahead, else the century
 * before. Null when it is no date.
 */
export function isoDate(text: string, kind: 'past' | 'near', today: string): string | null {
  const match = /^(\d\d|<<)(\d\d|<<)(\d\d|<<)$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map((part) => part.replace('<<', 'XX'));
  if (month !== 'XX' && !between(Number(month), 1, 12)) return null;
  if (day !== 'XX' && !between(Number(day), 1, 31)) return null;
  if (year === 'XX') return `XXXX-${month}-${day}`;
  const limit =
    kind === 'past' ? today : `${Number(today.slice(0, 4)) + EXPIRY_YEARS_AHEAD_MAX}-12-31`;
  const century = Number(limit.slice(0, 2));
  const earliest = `${century}${year}-${month}-${day}`.replaceAll('XX', '01');
  const full = earliest > limit ? century - 1 : century;
  if (
    month !== 'XX' &&
    day !== 'XX' &&
    Number(day) > daysIn(full * 100 + Number(year), Number(month))
  ) {
    return null;
  }
  return `${full}${year}-${month}-${day}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
