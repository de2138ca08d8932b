import { useEffect, useState } from 'preact/hooks';
import { secondsUntil } from '../shared/clock.ts';

/** Whole seconds until `iso` by the service's clock, counted down on screen; 0 without one. */
export function useSeconds(iso: string | null): number {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (iso === null) return;
    const timer = setInterval(() => redraw((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [iso]);
  return iso === null ? 0 : secondsUntil(iso);
}
