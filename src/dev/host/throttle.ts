import { createHash } from 'node:crypto';

const ENTRIES_MAX = 20_000;

export interface Throttle {
  /** Seconds to wait; 0 when this attempt may go on, which counts it. */
  take(name: string): number;
  /** After a right password. */
  forget(name: string): void;
}

/**
 * Counts attempts by name in a window, raised before the work. Names are hashed, known and unknown
 * ones are counted alike, so a wait tells nothing about who exists.
 */
export function createThrottle(options: {
  readonly attemptsMax: number;
  readonly windowMs: number;
  readonly clock?: () => number;
}): Throttle {
  const clock = options.clock ?? Date.now;
  const entries = new Map<string, { attempts: number; endsAt: number }>();
  const keyOf = (name: string) => createHash('sha256').update(name).digest('base64');
  return {
    take(name) {
      const now = clock();
      const key = keyOf(name);
      const entry = entries.get(key);
      if (entry !== undefined && entry.endsAt > now) {
        if (entry.attempts >= options.attemptsMax) return Math.ceil((entry.endsAt - now) / 1000);
        entry.attempts += 1;
        return 0;
      }
      entries.delete(key);
      const oldest = entries.size >= ENTRIES_MAX ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { attempts: 1, endsAt: now + options.windowMs });
      return 0;
    },
    forget: (name) => {
      entries.delete(keyOf(name));
    },
  };
}
