import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const firstFocus = '.fields input, .fields textarea, footer button';

interface DialogProps {
  readonly title: string;
  /** Kind of content, for the style sheet. */
  readonly look: 'form' | 'picture' | 'keys';
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A native modal dialog: focus stays inside, Escape closes, the rest of the page is inert. */
export function Dialog({ title, look, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Not the close button, which the browser would choose: Enter would then throw the form away.
    shown?.querySelector<HTMLElement>(firstFocus)?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} class={look} aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </header>
      {children}
    </dialog>
  );
}
