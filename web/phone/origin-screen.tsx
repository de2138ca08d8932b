import type { PhoneView } from '../../src/core/wire-face.ts';
import type { ApiError } from '../shared/api.ts';
import { clockTime } from '../shared/clock.ts';
import { ErrorNote, Heading } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';

interface OriginProps {
  readonly view: PhoneView;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly onAccept: () => void;
  readonly onReport: () => void;
}

/**
 * Which service, account and computer, before any camera; refusing is as easy as accepting
 * (RFC 10027, consent phishing by a relayed code).
 */
export function OriginScreen({ view, busy, error, onAccept, onReport }: OriginProps) {
  const { computer } = view;
  return (
    <>
      <Heading>{t('phone.origin.title')}</Heading>
      <dl class="origin">
        <dt>{t('phone.origin.service')}</dt>
        <dd>{view.service}</dd>
        <dt>{t('phone.origin.account')}</dt>
        <dd>{view.accountMasked}</dd>
        <dt>{t('phone.origin.computer')}</dt>
        <dd>
          {computer.browser}
          <br />
          {computer.network}
        </dd>
        <dt>{t('phone.origin.started')}</dt>
        <dd>
          <time dateTime={computer.startedAt}>{clockTime(computer.startedAt)}</time>
        </dd>
      </dl>
      <p>{t('phone.origin.text')}</p>
      <ErrorNote error={error} />
      <div class="pair">
        <button type="button" class="btn" disabled={busy} onClick={onAccept}>
          {t('phone.origin.accept')}
        </button>
        <button type="button" class="btn" disabled={busy} onClick={onReport}>
          {t('phone.report')}
        </button>
      </div>
    </>
  );
}
