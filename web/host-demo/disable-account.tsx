import { useRef, useState } from 'preact/hooks';
import { noAnswer, post } from './host-api.ts';

const REASONS = [
  { value: 'suspicious_activity', label: 'Suspicious activity' },
  { value: 'temporary', label: 'For a while' },
  { value: 'personal', label: 'Personal reasons' },
] as const;

export function DisableAccount({ onDisabled }: { readonly onDisabled: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function disable(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const answer = await post('/api/disable', { reason: form.get('reason') });
    if (answer.body['state'] === 'disabled') return onDisabled();
    setTrouble(
      answer.status === 503
        ? 'The account could not be disabled. Try again in a moment.'
        : noAnswer,
    );
  }

  return (
    <>
      <p>Locks the account and ends every session. To get it back, we check that it is you.</p>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        Disable account
      </button>
      <dialog ref={dialog} aria-labelledby="disable-title">
        <form onSubmit={disable}>
          <h2 id="disable-title">Disable your account?</h2>
          <p>It cannot be unlocked for two hours.</p>
          <fieldset>
            <legend>Why?</legend>
            {REASONS.map(({ value, label }) => (
              <label class="choice" key={value}>
                <input type="radio" name="reason" value={value} required />
                {label}
              </label>
            ))}
          </fieldset>
          {trouble !== null && (
            <p class="fault" role="alert">
              {trouble}
            </p>
          )}
          <button type="submit">Disable account</button>
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Keep it open
          </button>
        </form>
      </dialog>
    </>
  );
}
