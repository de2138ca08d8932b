import { useEffect } from 'preact/hooks';
import { clockTime, secondsUntil } from '../../shared/clock.ts';
import { Heading } from '../../shared/screen.tsx';
import { t, tWire } from '../../shared/text.ts';
import type { ScreenProps } from '../flow.ts';
import { currentStep } from '../step-parts.tsx';

const askAgainMs = 3000;

/** A wait that policy asks for: the clock time at which it ends. */
export function DelayScreen({ view, flow }: ScreenProps) {
  const step = currentStep(view);
  const until = step?.until ?? null;
  useEffect(() => {
    if (until === null) return;
    const waitMs = Math.min((secondsUntil(until) + 1) * 1000, 2 ** 31 - 1);
    const timer = setTimeout(() => void flow.reload().catch(() => {}), waitMs);
    return () => clearTimeout(timer);
  }, [until, flow]);
  return (
    <>
      <Heading>{until ? t('delay.title', { time: clockTime(until) }) : t('step.delay')}</Heading>
      <p>{tWire(step?.reasonId ?? '', 'step.delay.why')}</p>
      <p>{t('delay.text')}</p>
    </>
  );
}

/** What was sent is being judged; a few seconds as a rule. */
export function CheckingScreen({ flow }: ScreenProps) {
  useReload(flow);
  return (
    <>
      <Heading>{t('checking.title')}</Heading>
      <p role="status">{t('checking.text')}</p>
    </>
  );
}

/** Nothing for the person to do, or a step that this page does not know. */
export function WaitingScreen({ view, flow }: ScreenProps) {
  useReload(flow);
  return (
    <>
      <Heading>{t('waiting.title')}</Heading>
      <p role="status">{t('waiting.text', { service: view.service })}</p>
    </>
  );
}

/** These screens have nothing to press, so they do not rely on the live channel alone. */
function useReload(flow: ScreenProps['flow']): void {
  useEffect(() => {
    const timer = setInterval(() => void flow.reload().catch(() => {}), askAgainMs);
    return () => clearInterval(timer);
  }, [flow]);
}
