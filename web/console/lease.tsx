import { useEffect } from 'preact/hooks';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { clockText, durationText, millisecondsLeft } from './time.ts';
import { usePassed } from './use-clock.ts';

const warnMs = 3 * 60_000;

interface LeaseProps {
  readonly view: ReviewView;
  readonly onEnd: () => void;
}

/** How long the claim lasts: minutes, near the end seconds; counted from the service's clock. */
export function Lease({ view, onEnd }: LeaseProps) {
  const passedMs = usePassed(view, 1000);
  const left = millisecondsLeft({ until: view.leaseUntil, now: view.now, passedMs });
  const ended = left <= 0;
  useEffect(() => {
    if (ended) onEnd();
  }, [ended, onEnd]);
  const near = left < warnMs;
  const rest = Math.max(0, left);
  const minutes = Math.floor(rest / 60_000);
  const seconds = String(Math.floor((rest % 60_000) / 1000)).padStart(2, '0');
  return (
    <>
      <span class={near ? 'warn' : ''} role="timer">
        Claim until {clockText(view.leaseUntil)},{' '}
        {near ? `${minutes}:${seconds}` : durationText(left)} left
      </span>
      {near && (
        <span class="hidden" role="alert">
          Your claim ends in less than {warnMs / 60_000} minutes.
        </span>
      )}
    </>
  );
}
