import { useId, useState } from 'preact/hooks';
import { type Answer, codeOf, noAnswer, post, sessionEnded } from './host-api.ts';
import { untilThen } from './wait-text.ts';

const CHARACTERS_MIN = 15;
const CHARACTERS_MAX = 64;

const FAULTS: Readonly<Record<string, string>> = {
  too_short: `The new password is too short: it needs at least ${CHARACTERS_MIN} characters.`,
  too_long: `The new password is too long: it may have ${CHARACTERS_MAX} characters.`,
  too_easy:
    'The new password is easy to guess: it is a common one, a pattern, or made of your name or address. Take a few words that have nothing to do with each other.',
  same_password: 'This is the password that you have now. Choose another one.',
  wrong_password: 'The current password is not right.',
};

function troubleOf(answer: Answer): string {
  if (answer.status === 429) {
    return answer.body['state'] === 'shut'
      ? 'There were too many wrong passwords. Log out and log in again, then go on here.'
      : untilThen(answer);
  }
  if (answer.status === 401) return sessionEnded;
  return FAULTS[codeOf(answer)] ?? noAnswer;
}

interface PasswordFieldProps {
  readonly name: 'current' | 'next';
  readonly label: string;
  readonly isShown: boolean;
  readonly hint?: string;
}

function PasswordField({ name, label, isShown, hint }: PasswordFieldProps) {
  const hintId = useId();
  return (
    <label>
      {label}
      {hint !== undefined && (
        <small class="hint" id={hintId}>
          {hint}
        </small>
      )}
      <input
        name={name}
        autocomplete={name === 'next' ? 'new-password' : 'current-password'}
        autocapitalize="none"
        spellcheck={false}
        required
        {...(isShown ? { type: 'text' } : { type: 'password' })}
        {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
      />
    </label>
  );
}

/** Pasting and password managers work; nothing is asked of it but length and not being easy to guess. */
export function PasswordForm({ onChange }: { readonly onChange: () => Promise<void> }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const answer = await post('/api/password', {
      current: form.get('current'),
      next: form.get('next'),
    });
    setBusy(false);
    if (answer.status !== 200) return setTrouble(troubleOf(answer));
    setTrouble(null);
    await onChange();
  }

  return (
    <form onSubmit={change}>
      <PasswordField name="current" label="Current password" isShown={isShown} />
      <PasswordField
        name="next"
        label="New password"
        isShown={isShown}
        hint={`At least ${CHARACTERS_MIN} characters. Spaces and every script will do; a few words are good.`}
      />
      <label class="choice">
        <input
          type="checkbox"
          checked={isShown}
          onChange={({ currentTarget }) => setShown(currentTarget.checked)}
        />
        Show the passwords
      </label>
      {trouble !== null && (
        <p class="fault" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit" aria-disabled={isBusy}>
        {isBusy ? 'Changing the password' : 'Change password'}
      </button>
    </form>
  );
}
