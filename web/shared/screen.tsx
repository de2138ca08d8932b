import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FaultView } from '../../src/core/wire.ts';
import type { ApiError } from './api.ts';
import { addTexts, hasText, t } from './text.ts';
import { errorTexts } from './text-parts.ts';

let anyScreenShown = false;

/** The heading of a screen. Takes the focus when its screen replaces another. */
export function Heading({ children }: { readonly children: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first screen of a page leaves the focus where the browser puts it.
    if (anyScreenShown) ref.current?.focus();
    anyScreenShown = true;
    document.title = ref.current?.textContent ?? '';
  }, []);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** What went wrong, where it happened, and what to do. Nothing when there is no error. */
export function ErrorNote({ error }: { readonly error: ApiError | null }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!error) return;
    // Fetched at the first failure; where that fails too, the general sentence stays.
    addTexts(errorTexts).then(
      () => redraw((n) => n + 1),
      () => {},
    );
  }, [error]);
  if (!error) return null;
  const id = hasText(error.textId) ? error.textId : `error.${error.code}`;
  const wait = error.retryAfterSeconds;
  return (
    <div class="note fault" role="alert">
      <p>{t(id, {}, 'error.unknown')}</p>
      {wait ? <p>{t('error.wait', { minutes: Math.ceil(wait / 60) })}</p> : null}
      <FaultSentences faults={error.faults} />
      {error.correlationId ? (
        <p>
          <small>{t('error.reference', { id: error.correlationId })}</small>
        </p>
      ) : null}
    </div>
  );
}

/** One sentence for each different fault; needs `reasonTexts`. */
export function FaultSentences({ faults }: { readonly faults: readonly FaultView[] }) {
  const codes = [...new Set(faults.map(({ code }) => code))];
  return (
    <>
      {codes.map((code) => (
        <p key={code}>{t(`reason.${code}`, {}, 'reason.other')}</p>
      ))}
    </>
  );
}
