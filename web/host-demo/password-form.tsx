import { useState } from 'preact/hooks';
import { type Answer, noAnswer, post } from './host-api.ts';

const PASSWORD_CHARACTERS_MIN = 12;

function troubleOf({ status }: Answer): string {
  if (status === 403) return 'The current password is wrong, or the new one is the same.';
  if (status === 400) return `A password has ${PASSWORD_CHARACTERS_MIN} to 64 characters.`;
  if (status === 429) return 'There were too many tries. Wait ten minutes, then try again.';
  if (status === 401) return 'Your session has ended. Log in again.';
  return noAnswer;
}

export function PasswordForm({ onChange }: { readonly onChange: () => Promise<void> }) {
  const [trouble, setTrouble] = useState<string | null>(null);

  async function change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const current = form.get('current');
    const answer = await post('/api/password', { current, next: form.get('next') });
    if (answer.status !== 200) return setTrouble(troubleOf(answer));
    await onChange();
  }

  return (
    <section class="card">
      <h2>Choose a new password</h2>
      <p>The account was unlocked. Everything else waits until you have chosen a new password.</p>
      <form onSubmit={change}>
        <label>
          Current password
          <input name="current" type="password" autocomplete="current-password" required />
        </label>
        <label>
          New password, at least {PASSWORD_CHARACTERS_MIN} characters
          <input
            name="next"
            type="password"
            autocomplete="new-password"
            minLength={PASSWORD_CHARACTERS_MIN}
            maxLength={64}
            required
          />
        </label>
        {trouble !== null && (
          <p class="fault" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit">Change password</button>
      </form>
    </section>
  );
}
