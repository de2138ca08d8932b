import { useEffect, useRef } from 'preact/hooks';
import { DisableAccount } from './disable-account.tsx';
import { clockTime, euros, type Me } from './host-api.ts';
import { PasswordForm } from './password-form.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

const RESTRICTION_NAMES: Readonly<Record<string, string>> = {
  withdrawals: 'Withdrawals',
  contact_change: 'Changes of your e-mail address and phone number',
};

const FACTOR_NAMES: Readonly<Record<string, string>> = {
  totp: 'authenticator app',
  sms: 'phone number',
  passkey: 'passkey',
  email: 'e-mail address',
  password: 'password',
};

function Limits({ me }: { readonly me: Me }) {
  if (me.restrictions.length === 0) return null;
  return (
    <section class="note" aria-labelledby="limits">
      <h2 id="limits">After the unlock, for your safety</h2>
      <ul>
        {me.restrictions.map(({ kind, until }) => (
          <li key={kind}>
            {RESTRICTION_NAMES[kind] ?? kind}: off until <strong>{clockTime(until)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Holdings({ me }: { readonly me: Me }) {
  const total = me.holdings.reduce((sum, { valueEur }) => sum + valueEur, 0);
  return (
    <section class="card">
      <h2>Holdings</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {me.holdings.map(({ symbol, valueEur }) => (
            <tr key={symbol}>
              <th scope="row">{symbol}</th>
              <td>{euros(valueEur)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td>{euros(total)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface Props {
  readonly me: Me;
  readonly onChange: () => Promise<void>;
  readonly onDisabled: () => void;
}

export function AccountPage({ me, onChange, onDisabled }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const named = (factors: readonly string[]) =>
    factors.map((factor) => FACTOR_NAMES[factor] ?? factor).join(' and ');
  const lost = named(me.factorsLost);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Hello, {me.name}
      </h1>
      <Limits me={me} />
      {lost !== '' && (
        <p class="note">You reported as lost: {lost}. Set up a new one in Security.</p>
      )}
      {me.mustBind.length > 0 && (
        <p class="note">
          Reset because it was lost: {named(me.mustBind)}. Set up a new one in Security.
        </p>
      )}
      {me.mustChangePassword ? (
        <PasswordForm onChange={onChange} />
      ) : (
        <>
          <Holdings me={me} />
          <WithdrawForm me={me} onChange={onChange} />
        </>
      )}
      <DisableAccount onDisabled={onDisabled} />
    </>
  );
}
