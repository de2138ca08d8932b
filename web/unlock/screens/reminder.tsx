import { useState } from 'preact/hooks';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { locale, t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import type { ScreenProps } from '../flow.ts';
import {
  boxText,
  reminderBoxes,
  reminderText,
  requiredBoxes,
  sha256Hex,
} from '../reminder-text.ts';

/** S2: separate boxes, and [Reactivate Account] when the required ones are ticked. */
export function ReminderScreen({ view, flow }: ScreenProps) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const { busy, error, run } = useAction();
  const terms = view.reminder ?? { retentionDays: 0, limitHours: 0, version: '' };
  const isReady = requiredBoxes.every((id) => ticked.includes(id));

  const toggle = (id: string) =>
    setTicked((old) => (old.includes(id) ? old.filter((other) => other !== id) : [...old, id]));
  const reactivate = () =>
    run(async () =>
      flow.post('/u/case/reactivate', {
        ticked: reminderBoxes.filter((id) => ticked.includes(id)),
        locale: locale(),
        textHash: await sha256Hex(reminderText(terms)),
        version: terms.version,
      }),
    );

  return (
    <>
      <Heading>{t('reminder.title')}</Heading>
      <p>{t('reminder.intro')}</p>
      <fieldset>
        <legend class="unseen">{t('reminder.title')}</legend>
        {reminderBoxes.map((id) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              name={id}
              checked={ticked.includes(id)}
              onChange={() => toggle(id)}
            />
            <span>
              {boxText(id, terms)}
              {requiredBoxes.includes(id) ? null : <small>{t(`reminder.${id}.note`)}</small>}
            </span>
          </label>
        ))}
      </fieldset>
      <ErrorNote error={error} />
      <button type="button" class="btn" disabled={!isReady || busy} onClick={reactivate}>
        {t('reminder.reactivate')}
      </button>
      <p class="soft" role="status">
        {isReady ? '' : t('reminder.missing')}
      </p>
    </>
  );
}
