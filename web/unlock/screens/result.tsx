import { clockTime } from '../../shared/clock.ts';
import { FaultSentences, Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import type { ScreenProps } from '../flow.ts';

/** S11: how it ended, and what comes next. */
export function ResultScreen({ view }: ScreenProps) {
  const { result, service } = view;
  const outcome = result?.outcome ?? (view.status === 'expired' ? 'expired' : 'cancelled');
  if (outcome === 'approved' && result) {
    return result.unlocked ? <Thawed view={view} /> : <BeingThawed view={view} />;
  }
  const words = wordsFor(view, outcome);
  const isFinal = outcome === 'declined_final';
  const appealUntil = result?.appealUntil;
  return (
    <>
      <Heading>{t(`result.${words}.title`)}</Heading>
      <p>{t(`result.${words}.text`, { service })}</p>
      {result?.reason && result.reason !== words ? (
        <p>{t(`result.reason.${result.reason}`)}</p>
      ) : null}
      {outcome === 'expired' && view.steps.length > 0 ? <p>{t('result.deleted')}</p> : null}
      {result && result.faults.length > 0 ? (
        <div class="note">
          <FaultSentences faults={result.faults} />
        </div>
      ) : null}
      {appealUntil ? (
        <>
          <p>{t('result.appeal', { service, time: clockTime(appealUntil) })}</p>
          <AppealLink url={view.progressUrl ?? null} />
        </>
      ) : null}
      <p>{t(`result.${isFinal ? outcome : words}.next`, { service })}</p>
      <BackLink url={result?.returnUrl ?? null} service={service} isQuiet={Boolean(appealUntil)} />
    </>
  );
}

/** A request about what was lost may be about an account that was never locked. */
function wordsFor({ kind, result }: ScreenProps['view'], outcome: string): string {
  if (kind !== 'unlock') {
    return outcome.startsWith('declined') ? 'recovery.declined' : 'recovery.ended';
  }
  return result?.reason === 'thawed_elsewhere' ? 'thawed_elsewhere' : outcome;
}

/** The appeal is made on the progress page: it works on any device, and this session may end first. */
function AppealLink({ url }: { readonly url: string | null }) {
  if (!url || !/^https?:\/\//i.test(url)) return null;
  return (
    <a class="btn" href={url}>
      {t('result.appeal.press')}
    </a>
  );
}

function BeingThawed({ view }: { readonly view: ScreenProps['view'] }) {
  const isUnlock = view.kind === 'unlock';
  return (
    <>
      <Heading>{t(isUnlock ? 'result.thawing.title' : 'result.recovery.thawing')}</Heading>
      <p role="status">{t('result.thawing.text')}</p>
    </>
  );
}

function Thawed({ view }: { readonly view: ScreenProps['view'] }) {
  const { service } = view;
  const result = view.result!;
  const isUnlock = view.kind === 'unlock';
  return (
    <>
      <ThawDrawing />
      <Heading>{t(isUnlock ? 'result.approved.title' : 'result.recovered.title')}</Heading>
      <p class="note warm">
        {t(isUnlock ? 'result.approved.text' : 'result.recovered.text', { service })}
      </p>
      {result.restrictions.length > 0 ? (
        <>
          <h2>{t('result.limited')}</h2>
          <ul>
            {result.restrictions.map(({ kind, until }) => (
              <li key={kind}>
                {t(`restriction.${kind}`, { time: clockTime(until) }, 'restriction.other')}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {result.mustChange.length > 0 ? (
        <>
          <h2>{t('result.change')}</h2>
          <ul>
            {result.mustChange.map((what) => (
              <li key={what}>{t(`result.change.${what}`)}</li>
            ))}
          </ul>
        </>
      ) : null}
      <p>{t('result.sessions')}</p>
      <BackLink url={result.returnUrl} service={service} />
    </>
  );
}

/** Only web addresses: a `javascript:` one must never become a link. */
interface BackLinkProps {
  readonly url: string | null;
  readonly service: string;
  /** Something else on the screen comes first. */
  readonly isQuiet?: boolean;
}

function BackLink({ url, service, isQuiet }: BackLinkProps) {
  if (!url || !/^https?:\/\//i.test(url)) return null;
  return (
    <a class={isQuiet ? 'btn quiet' : 'btn'} href={url} rel="noreferrer">
      {t('result.back', { service })}
    </a>
  );
}

function ThawDrawing() {
  return (
    <svg class="thaw" viewBox="0 0 120 72" aria-hidden="true">
      <path d="M60 8v10M22 24l7 7M98 24l-7 7M8 56h10M102 56h10M36 56a24 24 0 0 1 48 0M4 66h112" />
    </svg>
  );
}
