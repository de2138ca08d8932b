import { useState } from 'preact/hooks';
import { clockTime } from '../shared/clock.ts';
import { ErrorNote } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import type { ScreenProps } from './flow.ts';

/** A contact named before the lock may speak for the person: asked here, told the code in a call. */
export function ContactPart({ view, flow }: ScreenProps) {
  const contact = view.statement?.contact ?? null;
  const [isOpen, setOpen] = useState(false);
  const { busy, error, run } = useAction();
  if (contact === null || !view.actions.includes('ask_contact')) return null;
  const { asked, contacts } = contact;
  if (asked?.confirmed) {
    return (
      <p class="note" role="status">
        {t('contact.confirmed', { who: asked.masked })}
      </p>
    );
  }
  return (
    <div class="note">
      {asked?.code && asked.expiresAt ? (
        <div role="status">
          <p>{t('contact.asked', { who: asked.masked, time: clockTime(asked.expiresAt) })}</p>
          <p class="big">{asked.code}</p>
        </div>
      ) : null}
      <ErrorNote error={error} />
      {isOpen ? (
        <>
          <p>{t('contact.text')}</p>
          {contacts.map(({ id, masked }) => (
            <button
              key={id}
              type="button"
              class="btn quiet"
              disabled={busy}
              onClick={() =>
                run(async () => {
                  await flow.post('/u/statement/contact', { contact: id });
                  setOpen(false);
                })
              }
            >
              {t('contact.ask', { who: masked })}
            </button>
          ))}
        </>
      ) : (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {t(asked ? 'contact.again' : 'contact.open')}
        </button>
      )}
    </div>
  );
}
