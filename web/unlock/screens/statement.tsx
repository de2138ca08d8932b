import { useState } from 'preact/hooks';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import { ContactPart } from '../contact-part.tsx';
import type { ScreenProps } from '../flow.ts';
import { AskedAgain } from '../step-parts.tsx';

/** `statementCharactersMax` of the service's limits. */
const charactersMax = 4000;
type RecordingPart = typeof import('../statement-recording.tsx').Recording;

/** The other lane: in the person's own words, written or spoken, judged by people. */
export function StatementScreen({ view, flow }: ScreenProps) {
  const [text, setText] = useState('');
  const [part, setPart] = useState<{ readonly Recording: RecordingPart } | null>(null);
  const { busy, error, run } = useAction();
  const isRecorded = view.statement?.recorded === true;
  const isEmpty = text.trim() === '' && !isRecorded;
  const openRecording = () =>
    run(async () => setPart({ Recording: (await import('../statement-recording.tsx')).Recording }));
  if (part) {
    return (
      <>
        <Heading>{t('recording.title')}</Heading>
        <part.Recording flow={flow} onClose={() => setPart(null)} />
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) void run(() => flow.post('/u/statement', { text: text.trim() }));
      }}
    >
      <Heading>{t('step.statement')}</Heading>
      <AskedAgain view={view} />
      <p>{t('statement.intro')}</p>
      {isRecorded ? (
        <p class="note" role="status">
          {t('statement.recorded')}
        </p>
      ) : null}
      {view.actions.includes('record_statement') ? (
        <button type="button" class="btn quiet" disabled={busy} onClick={openRecording}>
          {t(isRecorded ? 'recording.again' : 'statement.record')}
        </button>
      ) : null}
      <ContactPart view={view} flow={flow} />
      <ul>
        <li>{t('statement.1')}</li>
        <li>{t('statement.2')}</li>
        <li>{t('statement.3')}</li>
      </ul>
      <p class="soft">{t('statement.never')}</p>
      <label class="field">
        <span>{t(isRecorded ? 'statement.label.more' : 'statement.label')}</span>
        <textarea
          rows={8}
          maxLength={charactersMax}
          value={text}
          aria-describedby="statement-count"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="soft count" id="statement-count">
        {t('statement.count', { n: text.length, max: charactersMax })}
      </p>
      <ErrorNote error={error} />
      <button type="submit" class="btn" disabled={isEmpty || busy}>
        {t('common.submit')}
      </button>
    </form>
  );
}
