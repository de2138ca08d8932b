import { useId, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { type Answer, codeOf, noAnswer, post, sessionEnded } from './host-api.ts';
import { type CreationOptions, canMakePasskey, makePasskey } from './make-passkey.ts';

interface AppSetup {
  readonly secret: string;
  readonly uri: string;
}

const FAULTS: Readonly<Record<string, string>> = {
  log_in_again:
    'You logged in more than ten minutes ago. Log out and log in again, then set it up.',
  code_wrong:
    'This is not the code that the app shows now. Wait for the next one, or begin again with a new code to scan.',
  passkey_refused: 'The passkey was not accepted. Try again, or use an authenticator app.',
  already_bound:
    'An authenticator app is set up already. Report it as lost before you set up another.',
  new_password: 'Choose a new password first.',
};

function troubleOf(answer: Answer): string {
  if (answer.status === 401) return sessionEnded;
  return FAULTS[codeOf(answer)] ?? noAnswer;
}

const noPasskey = {
  none: 'No passkey was made. Try again, or use an authenticator app.',
  here: 'This device has a passkey of your account already. Use another device, or an authenticator app.',
} as const;

/** Quiet zone of four modules, dark on white in both color schemes. */
function Qr({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  );
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label="Code to scan with the authenticator app"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={dark.join('')} />
    </svg>
  );
}

interface AppFormProps {
  readonly setup: AppSetup;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
}

function AppForm({ setup, onDone, onClose }: AppFormProps) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const hintId = useId();
  async function confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const answer = await post('/api/factors/app', { code: form.get('code') });
    if (answer.status !== 200) return setTrouble(troubleOf(answer));
    await onDone();
  }
  return (
    <form onSubmit={confirm}>
      <p>Scan this with the authenticator app, or type the key into it.</p>
      <Qr text={setup.uri} />
      <p>
        <a href={setup.uri}>Open it in an app on this device</a>
      </p>
      <p class="key">{setup.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
      <label>
        Code that the app shows
        <small class="hint" id={hintId}>
          Six digits, new every half minute.
        </small>
        <input
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={12}
          required
          aria-describedby={hintId}
        />
      </label>
      {trouble !== null && (
        <p class="fault" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit">Use this app</button>
      <button type="button" class="quiet" onClick={onClose}>
        Back
      </button>
    </form>
  );
}

interface AddFactorProps {
  readonly canSetUpApp: boolean;
  readonly onDone: (what: 'passkey' | 'app') => Promise<void>;
}

/** A passkey, or an authenticator app: either will do. */
export function AddFactor({ canSetUpApp, onDone }: AddFactorProps) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [setup, setSetup] = useState<AppSetup | null>(null);
  const [asking, setAsking] = useState<AbortController | null>(null);

  async function addPasskey(): Promise<void> {
    asking?.abort();
    const begun = await post('/api/factors/passkey/begin');
    if (begun.status !== 200) return setTrouble(troubleOf(begun));
    const dialog = new AbortController();
    setTrouble(null);
    setAsking(dialog);
    const made = await makePasskey(begun.body as unknown as CreationOptions, dialog.signal);
    if (dialog.signal.aborted) return;
    setAsking(null);
    if (made.outcome !== 'made') return setTrouble(noPasskey[made.outcome]);
    const answer = await post('/api/factors/passkey', made.answer);
    if (answer.status !== 200) return setTrouble(troubleOf(answer));
    setTrouble(null);
    await onDone('passkey');
  }
  async function addApp(): Promise<void> {
    asking?.abort();
    setAsking(null);
    const begun = await post('/api/factors/app/begin');
    if (begun.status !== 200) return setTrouble(troubleOf(begun));
    setTrouble(null);
    setSetup(begun.body as unknown as AppSetup);
  }

  if (setup !== null) {
    const done = async () => {
      setSetup(null);
      await onDone('app');
    };
    return <AppForm setup={setup} onDone={done} onClose={() => setSetup(null)} />;
  }
  return (
    <>
      {trouble !== null && (
        <p class="fault" role="alert">
          {trouble}
        </p>
      )}
      <p role="status">{asking === null ? '' : 'Answer what your browser asks now.'}</p>
      {canMakePasskey() && (
        <button type="button" onClick={addPasskey}>
          Set up a passkey
        </button>
      )}
      {canSetUpApp && (
        <button type="button" class="quiet" onClick={addApp}>
          Set up an authenticator app
        </button>
      )}
    </>
  );
}
