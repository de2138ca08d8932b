import { useEffect } from 'preact/hooks';
import type { CaseView } from '../../../src/core/wire.ts';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import { durationText } from '../duration-text.ts';
import type { ScreenProps } from '../flow.ts';

/** S10: the notice that everything arrived. */
export function SubmittedScreen({ view, flow }: ScreenProps) {
  const { busy, error, run } = useAction();
  return (
    <>
      <Heading>{t('submitted.title')}</Heading>
      <p>{t('submitted.text')}</p>
      <Estimate view={view} />
      <p>{t('submitted.mails')}</p>
      <ProgressLink view={view} />
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy || !view.actions.includes('got_it')}
        onClick={() => run(() => flow.post('/u/got-it'))}
      >
        {t('submitted.gotIt')}
      </button>
    </>
  );
}

/** S10: under review. Moves on by itself. */
export function ReviewScreen({ view }: ScreenProps) {
  return (
    <>
      <Heading>{t('review.title')}</Heading>
      <p role="status">{t('review.text')}</p>
      <Estimate view={view} />
      <p>{t('review.close')}</p>
      <ProgressLink view={view} />
    </>
  );
}

/**
 * Works on any device, without a login; opens beside this page, which goes on by itself. A decision
 * ends the session: when this screen goes because of that, the page follows its own link.
 */
function ProgressLink({ view }: { readonly view: CaseView }) {
  const url = view.progressUrl ?? '';
  useEffect(
    () => () => {
      void fetch('/u/case').then(({ status }) => {
        if (status === 401 && /^https?:\/\//.test(url)) location.assign(url);
      });
    },
    [url],
  );
  if (!/^https?:\/\//.test(url)) return null;
  return (
    <p>
      <a class="link" href={url} target="_blank" rel="noreferrer">
        {t('submitted.progress')}
      </a>
    </p>
  );
}

function Estimate({ view }: { readonly view: CaseView }) {
  const estimate = view.reviewEstimate;
  if (!estimate) return <p>{t('review.noEstimate')}</p>;
  const { p50, p90, n } = estimate;
  return (
    <p>
      {t('review.estimate', { p50: durationText(p50), p90: durationText(p90) })}{' '}
      <span class="soft">{t('review.basis', { n })}</span>
    </p>
  );
}
