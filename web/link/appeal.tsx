import { useState } from 'preact/hooks';
import type { ProgressView } from '../../src/core/wire.ts';
import type { Api } from '../shared/api.ts';
import { clockTime } from '../shared/clock.ts';
import { ErrorNote } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';

const charactersMin = 40;
const charactersMax = 4000;

interface AppealProps {
  readonly api: Api;
  readonly token: string;
  /** ISO; after that there is no appeal any more. */
  readonly until: string;
  readonly onSent: (view: ProgressView) => void;
}

/** [Appeal]: in the person's own words, once, to somebody who had no part in the decision. */
export function Appeal({ api, token, until, onSent }: AppealProps) {
  const [text, setText] = useState('');
  const { busy, error, run } = useAction();
  const length = [...text.trim()].length;
  const submit = (event: Event) => {
    event.preventDefault();
    if (length < charactersMin) return;
    void run(async () =>
      onSent(await api.post<ProgressView>('/m/appeal', { token, text: text.trim() })),
    );
  };
  return (
    <form onSubmit={submit}>
      <h2>{t('appeal.title')}</h2>
      <p>{t('appeal.text', { time: clockTime(until) })}</p>
      <label class="field">
        <span>{t('appeal.label')}</span>
        <small class="soft" id="appeal-hint">
          {t('appeal.hint', { min: charactersMin })}
        </small>
        <textarea
          rows={7}
          maxLength={charactersMax}
          value={text}
          aria-describedby="appeal-hint"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <ErrorNote error={error} />
      <button type="submit" class="btn" disabled={busy || length < charactersMin}>
        {t('appeal.press')}
      </button>
    </form>
  );
}
