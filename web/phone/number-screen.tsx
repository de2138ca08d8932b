import type { PhoneView } from '../../src/core/wire-face.ts';
import type { ApiError } from '../shared/api.ts';
import { clockTime } from '../shared/clock.ts';
import { ErrorNote, Heading } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';

interface NumberProps {
  readonly view: PhoneView;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly onReport: () => void;
}

/** The number that only somebody who sees both screens can carry over. */
export function NumberScreen({ view, busy, error, onReport }: NumberProps) {
  const number = view.number ?? '';
  return (
    <>
      <Heading>{t('phone.number.title')}</Heading>
      <p class="number">
        <span aria-hidden="true">{number}</span>
        <span class="unseen">{number.split('').join(' ')}</span>
      </p>
      <p role="status">{t('phone.number.waiting')}</p>
      <p class="soft">{t('phone.number.until', { time: clockTime(view.expiresAt) })}</p>
      <p class="note">{t('phone.number.never')}</p>
      <ErrorNote error={error} />
      <button type="button" class="btn quiet" disabled={busy} onClick={onReport}>
        {t('phone.report')}
      </button>
    </>
  );
}
