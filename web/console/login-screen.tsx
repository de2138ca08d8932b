import { useEffect, useRef, useState } from 'preact/hooks';
import { failureText } from './failure-text.ts';
import { staffApi } from './staff-api.ts';

interface LoginProps {
  readonly notice: string | null;
  readonly onSignedIn: () => void;
}

export function LoginScreen({ notice, onSignedIn }: LoginProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => email.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault(null);
    const answer = await staffApi.login(email.current?.value ?? '', password.current?.value ?? '');
    setBusy(false);
    if (answer.ok) {
      onSignedIn();
      return;
    }
    const wrong = answer.failure.kind === 'signed_out' || answer.failure.code === 'forbidden';
    setFault(wrong ? 'Email or password is wrong.' : failureText(answer.failure));
    if (password.current !== null) {
      password.current.value = '';
      password.current.focus();
    }
  };

  return (
    <main class="login">
      <h1>Review console</h1>
      {notice !== null && <p role="status">{notice}</p>}
      <form onSubmit={(event) => void submit(event)} aria-describedby="login-fault">
        <label>
          Email
          <input ref={email} type="email" name="email" autocomplete="username" required />
        </label>
        <label>
          Password
          <input
            ref={password}
            type="password"
            name="password"
            autocomplete="current-password"
            required
          />
        </label>
        <p id="login-fault" class="bad" role="alert">
          {fault}
        </p>
        <button type="submit" class="strong" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p class="dim">Each picture you open is logged with your name, the time and the case.</p>
    </main>
  );
}
