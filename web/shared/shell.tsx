import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { changeLocale } from './mount.tsx';
import { locale, localeNames, locales, t } from './text.ts';

export interface ShellProps {
  readonly service: string;
  /** Where the person is, e.g. "Step 3 of 6, about 2 minutes left". Empty: not shown. */
  readonly where?: string;
  /** Steps done of all, for the bar. */
  readonly done?: number;
  readonly total?: number;
  /** What leaving means here; a sentence or two. Absent: there is nothing to leave. */
  readonly leaveText?: string;
  /** More of the leave dialog, e.g. a button that withdraws the request. */
  readonly leaveMore?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame that is always on screen: where I am, how to stop, how to get help, the language. */
export function Shell(props: ShellProps) {
  const leave = useRef<HTMLDialogElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  return (
    <>
      <header class="bar">
        <p>
          <strong>{props.service}</strong>
        </p>
        {props.where ? <p>{props.where}</p> : null}
        {props.total ? (
          <progress value={props.done ?? 0} max={props.total} aria-label={props.where} />
        ) : null}
      </header>
      <main>{props.children}</main>
      <footer class="foot">
        {props.leaveText ? (
          <button type="button" class="link" onClick={() => leave.current?.showModal()}>
            {t('shell.leave')}
          </button>
        ) : null}
        <button type="button" class="link" onClick={() => help.current?.showModal()}>
          {t('shell.help')}
        </button>
        {locales
          .filter((other) => other !== locale())
          .map((other) => (
            <button
              key={other}
              type="button"
              class="link"
              lang={other}
              onClick={() => void changeLocale(other)}
            >
              {localeNames[other]}
            </button>
          ))}
      </footer>
      <dialog ref={leave} aria-labelledby="leave-title">
        <h2 id="leave-title">{t('shell.leave.title')}</h2>
        <p>{props.leaveText}</p>
        {props.leaveMore}
        <CloseDialog label={t('shell.leave.stay')} />
      </dialog>
      <dialog ref={help} aria-labelledby="help-title">
        <h2 id="help-title">{t('shell.help.title')}</h2>
        <p>{t('shell.help.text', { service: props.service })}</p>
        <p>{t('shell.help.never')}</p>
        <CloseDialog label={t('shell.help.close')} />
      </dialog>
    </>
  );
}

function CloseDialog({ label }: { readonly label: string }) {
  return (
    <form method="dialog">
      <button type="submit" class="btn quiet">
        {label}
      </button>
    </form>
  );
}
