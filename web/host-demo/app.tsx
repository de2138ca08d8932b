import { useEffect, useState } from 'preact/hooks';
import { AccountPage } from './account-page.tsx';
import { type Me, post, readMe } from './host-api.ts';
import { LoginForm } from './login-form.tsx';

type View =
  | { readonly at: 'loading' | 'login' | 'disabled' }
  | { readonly at: 'account'; readonly me: Me };

export function App() {
  const [view, setView] = useState<View>({ at: 'loading' });

  async function refresh(): Promise<void> {
    const me = await readMe();
    setView(me === null ? { at: 'login' } : { at: 'account', me });
  }
  async function logOut(): Promise<void> {
    await post('/api/logout');
    await refresh();
  }
  useEffect(() => {
    refresh();
  }, []);

  return (
    <>
      <header>
        <p class="brand">Northwind Exchange</p>
        {view.at === 'account' && (
          <button type="button" class="plain" onClick={logOut}>
            Log out
          </button>
        )}
      </header>
      <main>
        {view.at === 'loading' && <p>One moment.</p>}
        {view.at === 'disabled' && (
          <p class="note" role="status">
            Your account is disabled and you are logged out. To get it back, log in and press
            Unlock. It can be unlocked two hours from now at the earliest.
          </p>
        )}
        {(view.at === 'login' || view.at === 'disabled') && <LoginForm onOpen={refresh} />}
        {view.at === 'account' && (
          <AccountPage
            me={view.me}
            onChange={refresh}
            onDisabled={() => setView({ at: 'disabled' })}
          />
        )}
      </main>
      <footer>A demonstration site. No money, no real people.</footer>
    </>
  );
}
