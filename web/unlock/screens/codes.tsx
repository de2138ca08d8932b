import { useState } from 'preact/hooks';
import type { CodeChannelView, PasskeyChallenge } from '../../../src/core/wire-codes.ts';
import { clockTime } from '../../shared/clock.ts';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t, tn } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import { askPasskey } from '../ask-passkey.ts';
import { DigitsField } from '../digits-field.tsx';
import type { ScreenProps } from '../flow.ts';
import { AskedAgain } from '../step-parts.tsx';
import { Unavailable } from '../unavailable.tsx';
import { useSeconds } from '../use-seconds.ts';

/** S4: a code from each channel and factor that is bound. */
export function CodesScreen({ view, flow }: ScreenProps) {
  const { codes } = view;
  if (!codes) return <p role="status">{t('common.loading')}</p>;
  const { channels, triesLeft } = codes;
  const canTry = channels.length > 0 && triesLeft > 0;
  return (
    <>
      <Heading>{t('codes.title')}</Heading>
      {view.status === 'waiting_resubmission' ? <AskedAgain view={view} /> : null}
      {canTry ? <p>{tn('codes.intro', channels.length)}</p> : null}
      {canTry
        ? channels.map((one) => <Channel key={one.channel} one={one} view={view} flow={flow} />)
        : null}
      {canTry ? (
        <p class="soft">{tn('codes.tries', triesLeft)}</p>
      ) : (
        <GoOnWithout view={view} flow={flow} />
      )}
      {view.actions.includes('codes_unavailable') ? (
        <Unavailable openText="codes.unavailable" choices={channels.filter(isOpen)} flow={flow} />
      ) : null}
    </>
  );
}

const isOpen = ({ passed }: CodeChannelView) => !passed;

interface ChannelProps extends ScreenProps {
  readonly one: CodeChannelView;
}

function Channel({ one, view, flow }: ChannelProps) {
  const { channel, to } = one;
  return (
    <section aria-labelledby={`code-${channel}`}>
      <h2 id={`code-${channel}`}>{t(`codes.${channel}`, { to: to ?? '' })}</h2>
      {one.passed ? (
        <p role="status">{t('codes.done')}</p>
      ) : (
        <OpenChannel one={one} view={view} flow={flow} />
      )}
    </section>
  );
}

/** [Get code] where one is sent, then the entry. An authenticator app has its code already. */
function OpenChannel({ one, view, flow }: ChannelProps) {
  const { channel, sentAt, expiresAt } = one;
  const { busy, error, run } = useAction();
  const left = useSeconds(expiresAt);
  const isSent = channel === 'email' || channel === 'sms';
  const isLiving = sentAt !== null && left > 0;
  const maySend = (view.codes?.sendsLeft ?? 0) > 0;
  return (
    <>
      {isSent && isLiving && expiresAt ? (
        <p>{t('codes.sent', { time: clockTime(expiresAt) })}</p>
      ) : null}
      {isSent && sentAt !== null && !isLiving && maySend ? (
        <p class="note">{t('codes.old')}</p>
      ) : null}
      {one.delayed ? <p class="note">{t('codes.delayed')}</p> : null}
      {channel === 'passkey' ? <PasskeyButton flow={flow} /> : null}
      {channel === 'totp' || isLiving ? <CodeForm one={one} view={view} flow={flow} /> : null}
      <ErrorNote error={error} />
      {isSent && maySend ? (
        <button
          type="button"
          class={isLiving ? 'btn quiet' : 'btn'}
          disabled={busy}
          onClick={() => run(() => flow.post('/u/codes/send', { channel }))}
        >
          {t(isLiving ? 'codes.again' : 'codes.get')}
        </button>
      ) : null}
      {isSent && !maySend ? <p class="soft">{t('codes.noSends')}</p> : null}
    </>
  );
}

function CodeForm({ one, flow }: ChannelProps) {
  const [code, setCode] = useState('');
  const { busy, error, run } = useAction();
  const isComplete = /^\d{6,8}$/.test(code);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete) return;
        void run(async () => {
          try {
            await flow.post('/u/codes/submit', { channel: one.channel, code });
          } finally {
            setCode('');
            // A wrong one was counted: the page says how many are left.
            await flow.reload().catch(() => {});
          }
        });
      }}
    >
      <DigitsField label={t('codes.label')} max={8} value={code} onChange={setCode} fromMessage />
      <ErrorNote error={error} />
      <button type="submit" class="btn" disabled={!isComplete || busy}>
        {t('common.submit')}
      </button>
    </form>
  );
}

function PasskeyButton({ flow }: Pick<ScreenProps, 'flow'>) {
  const { busy, error, run } = useAction();
  return (
    <>
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy}
        onClick={() =>
          run(async () => {
            const begun = await flow.api.post<PasskeyChallenge>('/u/codes/passkey/begin');
            const answer = await askPasskey(begun);
            if (answer === null) return;
            try {
              await flow.post('/u/codes/passkey', answer);
            } finally {
              await flow.reload().catch(() => {});
            }
          })
        }
      >
        {t('codes.passkey.use')}
      </button>
    </>
  );
}

/** No channel that can be trusted, or no try left: people decide on the rest. */
function GoOnWithout({ view, flow }: ScreenProps) {
  const { busy, error, run } = useAction();
  return (
    <>
      <p>{t(view.codes?.channels.length === 0 ? 'codes.noChannel' : 'codes.noTries')}</p>
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy}
        onClick={() => run(() => flow.post('/u/codes/none'))}
      >
        {t('codes.without')}
      </button>
    </>
  );
}
