import { useEffect, useRef } from 'preact/hooks';
import { DisableAccount } from './disable-account.tsx';
import { namesOf } from './factor-names.ts';
import { FirstThings } from './first-things.tsx';
import { clockTime, euros, type Me } from './host-api.ts';
import { Security } from './security.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

const RESTRICTION_NAMES: Readonly<Record<string, string>> = {
  withdrawals: 'Withdrawals',
  contact_change: 'Changes of your e-mail address and phone number',
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
  useEffect(() => heading.current?.focus(), [me.first]);
  if (me.first !== null) {
    return (
      <>
        <FirstThings me={me} onChange={onChange} />
        <section class="card" aria-labelledby="not-me">
          <h2 id="not-me">Was it not you who had it unlocked?</h2>
          <DisableAccount onDisabled={onDisabled} />
        </section>
      </>
    );
  }
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Hello, {me.name}
      </h1>
      <Limits me={me} />
      {me.lost.length > 0 && (
        <p class="note">
          You reported as lost: {namesOf(me.lost)}. Under Security you can set up something new.
        </p>
      )}
      <Holdings me={me} />
      <WithdrawForm me={me} onChange={onChange} />
      <Security me={me} onChange={onChange} onDisabled={onDisabled} />
    </>
  );
}
