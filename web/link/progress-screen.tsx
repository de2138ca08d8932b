import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ProgressView, ResultView } from '../../src/core/wire.ts';
import { type Api, ApiError } from '../shared/api.ts';
import { clockTime, setServerNow } from '../shared/clock.ts';
import { Outlined, placesOf } from '../shared/marked-place.tsx';
import { ErrorNote, FaultSentences, Heading } from '../shared/screen.tsx';
import { Shell } from '../shared/shell.tsx';
import { t } from '../shared/text.ts';
import { Appeal } from './appeal.tsx';
import { spanText } from './duration.ts';
import { Message } from './mail-link-screen.tsx';

const renewEveryMs = 30_000;

interface ProgressProps {
  readonly api: Api;
  readonly token: string;
}

/** How far the request is, on any device. Reading only; renewed by itself while it is seen. */
export function ProgressScreen({ api, token }: ProgressProps) {
  const [view, setView] = useState<ProgressView | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const renew = useCallback(async () => {
    try {
      const next = await api.post<ProgressView>('/m/progress', { token });
      setServerNow(next.now);
      setView(next);
      setError(null);
    } catch (thrown) {
      setError(thrown instanceof ApiError ? thrown : new ApiError('unreadable', 0));
    }
  }, [api, token]);
  useEffect(() => {
    void renew();
    const whenSeen = () => {
      if (!document.hidden) void renew();
    };
    const timer = setInterval(whenSeen, renewEveryMs);
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [renew]);

  if (error !== null && [404, 410].includes(error.status)) {
    return <Message service={view?.service ?? ''} id="link.progress.expired" />;
  }
  if (view === null) {
    return (
      <Shell service={t('link.service')}>
        {error === null ? (
          <p role="status">{t('common.loading')}</p>
        ) : (
          <>
            <Heading>{t('link.unread')}</Heading>
            <ErrorNote error={error} />
            <button type="button" class="btn" onClick={() => void renew()}>
              {t('common.retry')}
            </button>
          </>
        )}
      </Shell>
    );
  }
  return (
    <Shell service={view.service} where={view.accountMasked}>
      <ErrorNote error={error} />
      {view.result === null ? (
        <Waiting key={view.status} view={view} />
      ) : (
        <>
          <Result key={view.result.outcome} service={view.service} result={view.result} />
          {view.result.appealUntil !== null && (
            <Appeal api={api} token={token} until={view.result.appealUntil} onSent={setView} />
          )}
        </>
      )}
      <p class="soft" role="status">
        {t('progress.as_of', { time: clockTime(view.now) })}
      </p>
    </Shell>
  );
}

function Waiting({ view }: { readonly view: ProgressView }) {
  const { submittedAt, reviewEstimate } = view;
  const status = view.status === 'in_review' && view.appealed ? 'appeal' : view.status;
  const beingReviewed = ['in_review', 'appeal', 'processing'].includes(status);
  return (
    <>
      <Heading>{t(`progress.${status}.title`, {}, 'progress.open.title')}</Heading>
      <p>{t(`progress.${status}.text`, {}, 'progress.open.text')}</p>
      {submittedAt !== null && <p>{t('progress.submitted', { time: clockTime(submittedAt) })}</p>}
      {beingReviewed && (
        <p class="note">
          {reviewEstimate === null
            ? t('progress.estimate.none')
            : t('progress.estimate', {
                half: spanText(reviewEstimate.p50),
                most: spanText(reviewEstimate.p90),
                n: reviewEstimate.n,
              })}
        </p>
      )}
    </>
  );
}

interface ResultProps {
  readonly service: string;
  readonly result: ResultView;
}

/** A request about what was lost ends in other words: the account may not have been frozen at all. */
function wordsFor({ outcome, reason, recovery, unlocked }: ResultView): string {
  const isOpen = outcome === 'approved' && !unlocked;
  if (!recovery) {
    if (reason === 'thawed_elsewhere') return 'result.thawed_elsewhere';
    return isOpen ? 'result.thawing' : `result.${outcome}`;
  }
  if (outcome === 'approved') return isOpen ? 'recovery.thawing' : 'recovery.done';
  return outcome.startsWith('declined') ? 'recovery.declined' : 'recovery.ended';
}

function Result({ service, result }: ResultProps) {
  const { outcome, restrictions, faults, mustChange, reason } = result;
  const id = wordsFor(result);
  return (
    <>
      <Heading>{t(`${id}.title`, { service })}</Heading>
      <p class={outcome === 'approved' ? 'note warm' : ''}>{t(`${id}.text`, { service })}</p>
      {reason !== null && id !== `result.${reason}` && <p>{t(`result.reason.${reason}`)}</p>}
      <FaultSentences faults={faults} />
      {placesOf(faults).map((place) => (
        <Outlined key={`${place.media} ${place.region.x} ${place.region.y}`} {...place} />
      ))}
      {restrictions.length > 0 && (
        <>
          <h2>{t('result.limited')}</h2>
          <ul>
            {restrictions.map(({ kind, until }) => (
              <li key={kind}>
                {t(`result.limited.${kind}`, { time: clockTime(until) }, 'result.limited.other')}
              </li>
            ))}
          </ul>
        </>
      )}
      {mustChange.length > 0 && (
        <>
          <h2>{t('result.change')}</h2>
          <ul>
            {mustChange.map((what) => (
              <li key={what}>{t(`result.change.${what}`)}</li>
            ))}
          </ul>
        </>
      )}
      <ReturnLink url={result.returnUrl} service={service} />
    </>
  );
}

/** Only to a web address: the service sends its own, but a link must never run anything. */
function ReturnLink({ url, service }: { readonly url: string | null; readonly service: string }) {
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return (
    <a class="btn quiet" href={url}>
      {t('result.return', { service })}
    </a>
  );
}
