import { useState } from 'preact/hooks';
import type { LosableView } from '../../src/core/wire.ts';
import { ErrorNote } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import type { ScreenProps } from './flow.ts';

interface UnavailableProps extends Pick<ScreenProps, 'flow'> {
  readonly openText: 'codes.unavailable' | 'email.unavailable';
  readonly choices: readonly LosableView[];
}

/** What is lost is told here; the request then goes on as one about that. */
export function Unavailable({ openText, choices, flow }: UnavailableProps) {
  const [isOpen, setOpen] = useState(false);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const { busy, error, run } = useAction();
  // Whoever presses that the mailbox is lost has said so, and is asked only for the rest.
  const said = openText === 'email.unavailable' ? ['email'] : [];
  const open = choices.filter(({ channel }) => !said.includes(channel));
  const lost = [...said, ...ticked];
  if (choices.length === 0) return null;
  if (!isOpen) {
    return (
      <button type="button" class="link" onClick={() => setOpen(true)}>
        {t(openText)}
      </button>
    );
  }
  return (
    <div class="note">
      <p>{t('codes.unavailable.text')}</p>
      {open.length > 0 ? (
        <fieldset disabled={busy}>
          <legend>{t(`${openText}.which`)}</legend>
          {open.map(({ channel, to }) => (
            <label key={channel} class="choice">
              <input
                type="checkbox"
                name={channel}
                checked={ticked.includes(channel)}
                onChange={({ currentTarget }) =>
                  setTicked((before) =>
                    currentTarget.checked
                      ? [...before, channel]
                      : before.filter((other) => other !== channel),
                  )
                }
              />
              <span>{t(`codes.${channel}`, { to: to ?? '' })}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy || lost.length === 0}
        onClick={() => run(() => flow.post('/u/codes/unavailable', { lost }))}
      >
        {t('codes.unavailable.go')}
      </button>
      <button type="button" class="link" onClick={() => setOpen(false)}>
        {t('other.stay')}
      </button>
    </div>
  );
}
