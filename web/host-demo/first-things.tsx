import { useEffect, useRef } from 'preact/hooks';
import { AddFactor } from './add-factor.tsx';
import { namesOf } from './factor-names.ts';
import type { Me } from './host-api.ts';
import { PasswordForm } from './password-form.tsx';

interface Props {
  readonly me: Me;
  readonly onChange: () => Promise<void>;
}

const titles = {
  new_password: 'Choose a new password',
  new_factor: 'Set up a new second factor',
} as const;

/** After an unlock: what comes before anything else of the account. */
export function FirstThings({ me, onChange }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { first } = me;
  useEffect(() => heading.current?.focus(), [first]);
  if (first === null) return null;
  return (
    <section class="card">
      <h1 ref={heading} tabIndex={-1}>
        {titles[first]}
      </h1>
      {first === 'new_password' ? (
        <>
          <p>
            Hello, {me.name}. Your account was unlocked. Somebody else may know the old password, so
            everything else waits until you have chosen a new one. Every other session ends with it.
          </p>
          <PasswordForm onChange={onChange} />
        </>
      ) : (
        <>
          <p>
            Lost, or reset because it was: {namesOf(me.lost)}. Set up one new way to prove that it
            is you; then your account is open again.
          </p>
          <p class="hint">
            A passkey lives in this device or in your password manager; an authenticator app shows a
            code. Nothing at hand? Log out and come back: your account waits as it is.
          </p>
          <AddFactor canSetUpApp={me.canSetUpApp} onDone={onChange} />
        </>
      )}
    </section>
  );
}
