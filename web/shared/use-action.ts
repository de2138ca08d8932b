import { useCallback, useRef, useState } from 'preact/hooks';
import { ApiError } from './api.ts';

export interface Action {
  readonly busy: boolean;
  readonly error: ApiError | null;
  /** Runs one thing at a time; a second press while the first is on its way does nothing. */
  readonly run: (work: () => Promise<unknown>) => Promise<void>;
  readonly clear: () => void;
}

/** State of the request a screen makes, so that its error stands where it happened. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(thrown instanceof ApiError ? thrown : new ApiError('unreadable', 0));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
