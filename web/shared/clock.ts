import { locale } from './text.ts';

/**
 * The service's time, carried forward by the monotonic clock of the page: the device's own clock may
 * be wrong. Call `setServerNow` with the `now` of each answer.
 */
let offsetMs = Date.now() - performance.now();

export function setServerNow(iso: string): void {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) offsetMs = at - performance.now();
}

/** Milliseconds since the epoch, as the service counts. */
export function serverNowMs(): number {
  return performance.now() + offsetMs;
}

/** Whole seconds until `iso`, never below 0. */
export function secondsUntil(iso: string): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - serverNowMs()) / 1000));
}

/** The person's own region where it speaks the page's language: 14:26 in Britain, 2:26 PM in America. */
function formatLocale(): string {
  const regions = typeof navigator === 'undefined' ? [] : navigator.languages;
  return regions.find((region) => region.startsWith(`${locale()}-`)) ?? locale();
}

/** A clock time with its zone; the date too when it is not today. e.g. `2:32 PM GMT+1`. */
export function clockTime(iso: string, nowMs: number = serverNowMs(), timeZone?: string): string {
  const at = new Date(iso);
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = new Intl.DateTimeFormat(formatLocale(), { dateStyle: 'short', ...zone });
  const isToday = day.format(at) === day.format(nowMs);
  return new Intl.DateTimeFormat(formatLocale(), {
    ...(isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    ...zone,
  }).format(at);
}
