import { useState } from 'preact/hooks';
import { AddFactor } from './add-factor.tsx';
import { DisableAccount } from './disable-account.tsx';
import type { Me } from './host-api.ts';
import { PasswordForm } from './password-form.tsx';

interface Props {
  readonly me: Me;
  readonly onChange: () => Promise<void>;
  readonly onDisabled: () => void;
}

const done = {
  password: 'Your password is changed. Every other session has ended.',
  passkey: 'The passkey is set up.',
  app: 'The authenticator app is set up.',
} as const;

export function Security({ me, onChange, onDisabled }: Props) {
  const [said, setSaid] = useState<keyof typeof done | null>(null);
  const [isChanging, setChanging] = useState(false);
  const { app, passkeys } = me.factors;
  const tell = async (what: keyof typeof done) => {
    setChanging(false);
    await onChange();
    setSaid(what);
  };
  return (
    <section class="card">
      <h2>Security</h2>
      <dl>
        <dt>Passkeys</dt>
        <dd>{passkeys === 0 ? 'none' : passkeys}</dd>
        <dt>Authenticator app</dt>
        <dd>{app ? 'set up' : 'none'}</dd>
      </dl>
      <p role="status" class={said === null ? '' : 'note'}>
        {said === null ? '' : done[said]}
      </p>
      <AddFactor canSetUpApp={me.canSetUpApp && !app} onDone={tell} />
      <h3>Password</h3>
      {isChanging ? (
        <PasswordForm onChange={() => tell('password')} />
      ) : (
        <button type="button" class="quiet" onClick={() => setChanging(true)}>
          Choose a new password
        </button>
      )}
      <h3>Disable the account</h3>
      <DisableAccount onDisabled={onDisabled} />
    </section>
  );
}
