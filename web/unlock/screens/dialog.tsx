import { useEffect } from 'preact/hooks';
import { clockTime, secondsUntil } from '../../shared/clock.ts';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import type { ScreenProps } from '../flow.ts';

/** S1: your account is locked; why, since when, and what can be done. */
export function DialogScreen({ view, flow }: ScreenProps) {
  const { lock, actions, service } = view;
  const { busy, error, run } = useAction();
  const mayUnlock = actions.includes('unlock');
  const earliest = lock.unlockable === 'self_service' ? lock.earliestUnlockAt : null;
  const isTooEarly = !mayUnlock && earliest !== null && secondsUntil(earliest) > 0;

  useEffect(() => {
    if (mayUnlock || earliest === null) return;
    // A second later than the moment itself; setTimeout holds at most 2^31 ms.
    const waitMs = Math.min((secondsUntil(earliest) + 1) * 1000, 2 ** 31 - 1);
    const timer = setTimeout(() => void flow.reload().catch(() => {}), waitMs);
    return () => clearTimeout(timer);
  }, [mayUnlock, earliest, flow]);

  return (
    <>
      <Heading>{t('dialog.title')}</Heading>
      <dl>
        <dt>{t('dialog.account')}</dt>
        <dd>{view.accountMasked}</dd>
        <dt>{t('dialog.why')}</dt>
        <dd>{t(`lock.cause.${lock.cause}`, { service }, 'lock.cause.other')}</dd>
        <dt>{t('dialog.since')}</dt>
        <dd>{clockTime(lock.since)}</dd>
      </dl>
      {lock.unlockable !== 'self_service' ? (
        <p class="note">{t(`lock.${lock.unlockable}`, { service })}</p>
      ) : null}
      {isTooEarly ? (
        <div class="note">
          <p>{t('dialog.tooEarly', { time: clockTime(earliest) })}</p>
        </div>
      ) : null}
      <ErrorNote error={error} />
      {mayUnlock ? (
        <>
          <p>{t('dialog.unlock.text')}</p>
          <button
            type="button"
            class="btn"
            disabled={busy}
            onClick={() => run(() => flow.post('/u/case/unlock'))}
          >
            {t('dialog.unlock')}
          </button>
        </>
      ) : null}
      {lock.notifyWanted && isTooEarly ? (
        <p role="status">{t('dialog.notified', { time: clockTime(earliest) })}</p>
      ) : actions.includes('notify_when_ready') ? (
        <button
          type="button"
          class="btn"
          disabled={busy}
          onClick={() => run(() => flow.post('/u/case/notify-when-ready'))}
        >
          {t('dialog.notify')}
        </button>
      ) : null}
    </>
  );
}
