/** Open event streams by case. Losing an event is harmless: pages also poll. */

import { limits } from '../../core/limits.ts';

export interface LiveHub {
  /** Null when the case has its share of streams already. */
  subscribe(caseId: string, listener: () => void): (() => void) | null;
  publish(caseId: string): void;
}

export function createLiveHub(): LiveHub {
  const listeners = new Map<string, Set<() => void>>();
  return {
    subscribe(caseId, listener) {
      const set = listeners.get(caseId) ?? new Set();
      if (set.size >= limits.eventStreamsPerCaseMax) return null;
      set.add(listener);
      listeners.set(caseId, set);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(caseId);
      };
    },
    publish(caseId) {
      for (const listener of listeners.get(caseId) ?? []) listener();
    },
  };
}
