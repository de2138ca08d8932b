/**
 * Arithmetic on ISO 8601 moments. Reads no clock: the only file of the core that may name Date, and
 * only to move or compare moments it was given.
 */

export function addSeconds(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + seconds * 1000).toISOString();
}

/** Whether `at` is no later than `limit`, whichever zones they are written in. */
export function isBy(at: string, limit: string): boolean {
  return Date.parse(at) <= Date.parse(limit);
}

/** Seconds from `from` to `to`; negative when `to` is earlier. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
