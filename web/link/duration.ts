import { tn } from '../shared/text.ts';

/** A span in the unit people would use: `duration.minutes|hours|days` with a whole number. */
export function roughSpan(minutes: number): {
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly n: number;
} {
  if (minutes < 90) {
    // Never "0 minutes"; above ten, five-minute steps promise no more than is known.
    const n = minutes <= 10 ? Math.max(1, Math.ceil(minutes)) : Math.ceil(minutes / 5) * 5;
    return { unit: 'minutes', n };
  }
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? { unit: 'hours', n: hours } : { unit: 'days', n: Math.ceil(hours / 24) };
}

/** e.g. `about 3 hours`, without the `about`. Rounded up: better early than late. */
export function spanText(minutes: number): string {
  const { unit, n } = roughSpan(minutes);
  return tn(`duration.${unit}`, n);
}
