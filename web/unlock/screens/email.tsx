import { clockTime } from '../../shared/clock.ts';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t, tn } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import type { ScreenProps } from '../flow.ts';
import { AskedAgain } from '../step-parts.tsx';
import { Unavailable } from '../unavailable.tsx';
import { useSeconds } from '../use-seconds.ts';

/** S6: the confirmation mail. The screen moves on by itself when the link was confirmed. */
export function EmailScreen({ view, flow }: ScreenProps) {
  const { busy, error, run } = useAction();
  const email = view.email;
  const left = useSeconds(email?.expiresAt ?? null);
  if (!email) return <p role="status">{t('common.loading')}</p>;

  if (!email.byMail) return <WithoutMail view={view} flow={flow} sendsLeft={email.sendsLeft} />;

  const isSent = email.sentAt !== null;
  const isExpired = isSent && email.expiresAt !== null && left === 0;
  const maySend = view.actions.includes('send_email') && email.sendsLeft > 0;
  const send = () => run(() => flow.post('/u/email/send'));
  return (
    <>
      <Heading>{t(isSent ? 'email.title' : 'step.email_confirmation')}</Heading>
      <AskedAgain view={view} />
      {isSent ? (
        <>
          <p>{t('email.sent', { address: email.sentToMasked })}</p>
          {email.delayed ? <p class="note">{t('email.delayed')}</p> : null}
          {isExpired ? (
            <p class="note" role="status">
              {t('email.expired')}
            </p>
          ) : (
            <>
              {email.code ? (
                <>
                  <p>{t('email.code')}</p>
                  <p class="big">{email.code}</p>
                </>
              ) : null}
              {email.expiresAt ? (
                <p class="soft">{t('email.until', { time: clockTime(email.expiresAt) })}</p>
              ) : null}
              <p role="status">{t('email.waiting')}</p>
            </>
          )}
          <p class="soft">{t('email.spam')}</p>
        </>
      ) : (
        <p>{t('email.intro', { address: email.sentToMasked })}</p>
      )}
      <ErrorNote error={error} />
      {maySend ? (
        <button
          type="button"
          class={isSent && !isExpired ? 'btn quiet' : 'btn'}
          disabled={busy}
          onClick={send}
        >
          {t(isSent ? 'email.again' : 'email.send')}
        </button>
      ) : null}
      {isSent ? <p class="soft">{tn('email.sendsLeft', email.sendsLeft)}</p> : null}
      {isSent && view.actions.includes('codes_unavailable') ? (
        <Unavailable openText="email.unavailable" choices={email.mayBeLost} flow={flow} />
      ) : null}
    </>
  );
}

/** Whatever the reason is, it is told in the same words: they tell nothing about any address. */
function WithoutMail({ view, flow, sendsLeft }: ScreenProps & { readonly sendsLeft: number }) {
  const { busy, error, run } = useAction();
  return (
    <>
      <Heading>{t('email.none.title')}</Heading>
      <p>{t('email.none')}</p>
      <p>{t('email.none.way')}</p>
      <ErrorNote error={error} />
      {view.actions.includes('without_email') ? (
        <button
          type="button"
          class="btn"
          disabled={busy}
          onClick={() => run(() => flow.post('/u/email/none'))}
        >
          {t('email.none.go')}
        </button>
      ) : null}
      {view.actions.includes('send_email') && sendsLeft > 0 ? (
        <button
          type="button"
          class="btn quiet"
          disabled={busy}
          onClick={() => run(() => flow.post('/u/email/send'))}
        >
          {t('email.none.again')}
        </button>
      ) : null}
    </>
  );
}
