import { useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, noAnswer, post } from './host-api.ts';
import { waitText } from './wait-text.ts';

type Trouble = { readonly text: string } | null;

function troubleOf(answer: Answer): Trouble {
  if (answer.status === 401 || answer.status === 400) {
    return { text: 'This address and password do not belong together. Check both and try again.' };
  }
  if (answer.status === 429) return { text: waitText(answer) };
  if (answer.status === 503) {
    return {
      text: 'Your account is locked, and the unlock service does not answer. Try again soon.',
    };
  }
  return { text: noAnswer };
}

/** After the right password of a locked account: over to Thaw, at once. */
function Locked({ continueUrl }: { readonly continueUrl: string | null }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    if (continueUrl !== null) location.assign(continueUrl);
  }, [continueUrl]);
  return (
    <section class="card">
      <h1 ref={heading} tabIndex={-1}>
        Your account is locked
      </h1>
      {continueUrl === null ? (
        <p>It cannot be unlocked online. Write to support@northwind.example; a person answers.</p>
      ) : (
        <>
          <p>You are on your way to the page where you can unlock it.</p>
          <a class="button" href={continueUrl}>
            Continue
          </a>
        </>
      )}
    </section>
  );
}

export function LoginForm({ onOpen }: { readonly onOpen: () => Promise<void> }) {
  const [trouble, setTrouble] = useState<Trouble>(null);
  const [isBusy, setBusy] = useState(false);
  const [locked, setLocked] = useState<{ readonly continueUrl: string | null } | null>(null);

  async function logIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const email = form.get('email');
    const answer = await post('/api/login', { email, password: form.get('password') });
    setBusy(false);
    setTrouble(null);
    const { state, continueUrl } = answer.body;
    if (state === 'open') await onOpen();
    else if (state === 'locked') {
      setLocked({ continueUrl: typeof continueUrl === 'string' ? continueUrl : null });
    } else setTrouble(troubleOf(answer));
  }

  if (locked !== null) return <Locked continueUrl={locked.continueUrl} />;
  return (
    <section class="card">
      <h1>Log in</h1>
      <form onSubmit={logIn}>
        <label>
          E-mail
          <input name="email" type="email" autocomplete="username" required maxLength={320} />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {trouble !== null && (
          <p class="fault" role="alert">
            {trouble.text}
          </p>
        )}
        <button type="submit" aria-disabled={isBusy}>
          {isBusy ? 'Logging in' : 'Log in'}
        </button>
      </form>
    </section>
  );
}
