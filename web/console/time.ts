/** Clock texts of the console. Times arrive as ISO 8601 UTC; shown in the reviewer's own zone. */

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

export function clockText(iso: string): string {
  return clockFormat.format(new Date(iso));
}

/** Year first, so that times compare by eye. */
export function dayTimeText(iso: string): string {
  const parts = dayFormat.formatToParts(new Date(iso));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${clockText(iso)}`;
}

/** A length of time in the two largest units: `3 d 4 h`, `2 h 5 min`, `40 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  if (minutes > 0) return `${minutes} min`;
  return `${seconds} s`;
}

/** Milliseconds from the answer's own clock to a moment, moved on by what passed in this page. */
export function millisecondsLeft(options: {
  readonly until: string;
  readonly now: string;
  readonly passedMs: number;
}): number {
  return Date.parse(options.until) - Date.parse(options.now) - options.passedMs;
}
