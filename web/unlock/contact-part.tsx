import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { AskedContactView } from '../../src/core/wire.ts';
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
  if (asked?.confirmed) return <Confirmed who={asked.masked} />;
  return (
    <div class="note">
      {asked ? <Code asked={asked} /> : null}
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

/** For the screens that come after the statement: the call may come later than it. */
export function withContact(Screen: ComponentType<ScreenProps>): ComponentType<ScreenProps> {
  return (props) => (
    <>
      <Screen {...props} />
      <AskedContact view={props.view} />
    </>
  );
}

function AskedContact({ view }: Pick<ScreenProps, 'view'>) {
  const asked = view.contactAsked ?? null;
  if (asked?.confirmed) return <Confirmed who={asked.masked} />;
  if (!asked?.code) return null;
  return (
    <div class="note">
      <Code asked={asked} />
    </div>
  );
}

function Confirmed({ who }: { readonly who: string }) {
  return (
    <p class="note" role="status">
      {t('contact.confirmed', { who })}
    </p>
  );
}

function Code({ asked }: { readonly asked: AskedContactView }) {
  const { code, expiresAt, masked } = asked;
  if (!code || !expiresAt) return null;
  return (
    <div role="status">
      <p>{t('contact.asked', { who: masked, time: clockTime(expiresAt) })}</p>
      <p class="big">{code}</p>
    </div>
  );
}
