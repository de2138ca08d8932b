import { useEffect, useRef, useState } from 'preact/hooks';

/** Milliseconds since `anchor` changed, by the monotonic clock, renewed every `everyMs`. */
export function usePassed(anchor: unknown, everyMs: number): number {
  const start = useRef({ anchor, at: performance.now() });
  if (start.current.anchor !== anchor) start.current = { anchor, at: performance.now() };
  const [, renew] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renew((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return performance.now() - start.current.at;
}
