import { tn } from '../shared/text.ts';

/** Minutes in words a person uses: minutes up to 90, then hours up to two days, then days. */
export function durationText(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  if (whole <= 90) return tn('duration.minutes', whole);
  const hours = Math.round(whole / 60);
  return hours <= 48 ? tn('duration.hours', hours) : tn('duration.days', Math.round(hours / 24));
}
