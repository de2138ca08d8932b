import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { MailLinkView } from '../../src/core/wire.ts';
import { type Api, ApiError } from '../shared/api.ts';
import { clockTime } from '../shared/clock.ts';
import { ErrorNote, Heading } from '../shared/screen.tsx';
import { Shell } from '../shared/shell.tsx';
import { t, tn } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import { cleanCode, codeLength, screenOf } from './link-screen.ts';

interface MailLinkProps {
  readonly api: Api;
  readonly token: string;
}

const paths: Readonly<Record<Exclude<MailLinkView['kind'], 'unknown'>, string>> = {
  confirm: '/m/confirm',
  not_me: '/m/not-me',
  disable_account: '/m/disable-account',
  vouch: '/m/vouch',
};

/** Reads what the link is about; only a press of its button does anything. */
export function MailLinkScreen({ api, token }: MailLinkProps) {
  const [view, setView] = useState<MailLinkView | null>(null);
  const { busy, error, run } = useAction();
  const inspect = useCallback(
    () => run(async () => setView(await api.post<MailLinkView>('/m/inspect', { token }))),
    [api, token, run],
  );
  useEffect(() => void inspect(), [inspect]);

  const press = (code: string) =>
    run(async () => {
      if (view === null || view.kind === 'unknown') return;
      const body = code === '' ? { token } : { token, code };
      try {
        setView(await api.post<MailLinkView>(paths[view.kind], body));
      } catch (thrown) {
        // Another tab or another press was first: the view says how it ended.
        if (!(thrown instanceof ApiError) || thrown.status !== 410) throw thrown;
        setView(await api.post<MailLinkView>('/m/inspect', { token }));
      }
    });

  if (view === null) {
    return (
      <Shell service={t('link.service')}>
        {error === null ? (
          <p role="status">{t('common.loading')}</p>
        ) : (
          <>
            <Heading>{t('link.unread')}</Heading>
            <ErrorNote error={error} />
            <button type="button" class="btn" disabled={busy} onClick={() => void inspect()}>
              {t('common.retry')}
            </button>
          </>
        )}
      </Shell>
    );
  }
  const screen = screenOf(view);
  if (screen.name === 'message') {
    return <Message key={screen.id} service={view.service} id={screen.id} />;
  }
  return (
    <Shell service={view.service}>
      <Heading>{t(`link.${view.kind}.title`, { service: view.service })}</Heading>
      <Asked view={view} />
      <p>{t(`link.${view.kind}.text`)}</p>
      <Press view={view} askCode={screen.askCode} busy={busy} onPress={(code) => void press(code)}>
        <ErrorNote error={error} />
      </Press>
      {view.kind === 'confirm' && <p class="note">{t('link.confirm.not_me')}</p>}
    </Shell>
  );
}

function Asked({ view }: { readonly view: MailLinkView }) {
  const { accountMasked, asked } = view;
  return (
    <dl class="asked">
      {accountMasked !== null && (
        <>
          <dt>{t('link.asked.account')}</dt>
          <dd>{accountMasked}</dd>
        </>
      )}
      {asked !== null && (
        <>
          <dt>{t('link.asked.at')}</dt>
          <dd>
            <time dateTime={asked.at}>{clockTime(asked.at)}</time>
          </dd>
          <dt>{t('link.asked.browser')}</dt>
          <dd>{asked.browser}</dd>
          <dt>{t('link.asked.network')}</dt>
          <dd>{asked.network}</dd>
        </>
      )}
    </dl>
  );
}

interface PressProps {
  readonly view: MailLinkView;
  readonly askCode: boolean;
  readonly busy: boolean;
  readonly onPress: (code: string) => void;
  /** What went wrong with the last press. */
  readonly children: ComponentChildren;
}

/** The one button of the link; on another device the code comes first. */
function Press({ view, askCode, busy, onPress, children }: PressProps) {
  const [typed, setTyped] = useState('');
  const code = cleanCode(typed);
  const wrong = view.state === 'code_wrong';
  const ofContact = view.kind === 'vouch';
  const submit = (event: Event) => {
    event.preventDefault();
    onPress(askCode ? code : '');
  };
  return (
    <form onSubmit={submit}>
      {askCode && (
        <label class="field">
          <span>{t(ofContact ? 'link.vouch.code' : 'link.code.label')}</span>
          <small class="soft" id="code-hint">
            {t(ofContact ? 'link.vouch.hint' : 'link.code.hint')}
          </small>
          <input
            class="code"
            inputMode="numeric"
            autocomplete="off"
            value={typed}
            aria-describedby="code-hint code-fault"
            aria-invalid={wrong}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      )}
      <div id="code-fault" role="alert">
        {wrong && !busy && (
          <p class="note fault">
            {t(ofContact ? 'link.vouch.wrong' : 'link.code.wrong')}{' '}
            {view.triesLeft === null ? '' : tn('link.code.tries', view.triesLeft)}
          </p>
        )}
      </div>
      {children}
      <button type="submit" class="btn" disabled={busy || (askCode && code.length !== codeLength)}>
        {t(`link.${view.kind}.press`)}
      </button>
      <p class="soft" role="status">
        {busy ? t('common.loading') : ''}
      </p>
    </form>
  );
}

/** The end of a link: what happened, what to do next, and that the page may be closed. */
export function Message({ service, id }: { readonly service: string; readonly id: string }) {
  const name = service === '' ? t('link.service') : service;
  return (
    <Shell service={name}>
      <Heading>{t(`${id}.title`, { service: name })}</Heading>
      <p>{t(`${id}.text`, { service: name })}</p>
      <p class="soft">{t('link.close')}</p>
    </Shell>
  );
}
