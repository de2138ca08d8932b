/** Which screen: sign in, queue or the one claimed case. Holds the session, nothing else. */

import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ReviewView, StaffView } from '../../src/core/wire-staff.ts';
import { CaseScreen } from './case-screen.tsx';
import { failureText } from './failure-text.ts';
import { LoginScreen } from './login-screen.tsx';
import { PolicyScreen } from './policy-screen.tsx';
import { QueueScreen } from './queue-screen.tsx';
import { type Failure, staffApi } from './staff-api.ts';

type Screen =
  | { readonly name: 'starting' }
  | { readonly name: 'broken' }
  | { readonly name: 'login' }
  | { readonly name: 'queue' }
  | { readonly name: 'policy'; readonly claims: readonly string[] }
  | { readonly name: 'case'; readonly view: ReviewView };

/** The case id in the fragment, so that a reload comes back to the claimed case. */
function caseInAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('case');
}

function writeAddress(caseId: string | null): void {
  const hash = caseId === null ? '' : `#${new URLSearchParams({ case: caseId })}`;
  history.replaceState(null, '', location.pathname + hash);
}

export function App() {
  const [staff, setStaff] = useState<StaffView | null>(null);
  const [screen, setScreen] = useState<Screen>({ name: 'starting' });
  const [notice, setNotice] = useState<string | null>(null);

  const show = useCallback((next: Screen, text: string | null) => {
    if (next.name === 'case') writeAddress(next.view.caseId);
    if (next.name === 'queue') writeAddress(null);
    setNotice(text);
    setScreen(next);
  }, []);

  /** What a refusal does to the whole console. True when the screen was left. */
  const leaveOn = useCallback(
    (failure: Failure): boolean => {
      if (failure.kind === 'signed_out') {
        setStaff(null);
        show({ name: 'login' }, failureText(failure));
        return true;
      }
      if (failure.kind === 'claim_gone') {
        show({ name: 'queue' }, failureText(failure));
        return true;
      }
      return false;
    },
    [show],
  );

  const enter = useCallback(async () => {
    const me = await staffApi.me();
    if (!me.ok) {
      const signedOut = me.failure.kind === 'signed_out';
      const text = me.failure.code === 'session_missing' ? null : failureText(me.failure);
      show({ name: signedOut ? 'login' : 'broken' }, text);
      return;
    }
    setStaff(me.value);
    const caseId = caseInAddress();
    const claimed = caseId === null ? null : await staffApi.case(caseId);
    if (claimed?.ok === true) show({ name: 'case', view: claimed.value }, null);
    else show({ name: 'queue' }, claimed === null ? null : failureText(claimed.failure));
  }, [show]);

  useEffect(() => {
    void enter();
  }, [enter]);

  const renewSession = useCallback(async () => {
    const me = await staffApi.me();
    if (me.ok) setStaff(me.value);
    else leaveOn(me.failure);
  }, [leaveOn]);

  const signOut = useCallback(async () => {
    if (staff !== null) await staffApi.logout(staff.csrf);
    setStaff(null);
    writeAddress(null);
    show({ name: 'login' }, 'You are signed out.');
  }, [staff, show]);

  if (screen.name === 'starting') return <p class="plain">Reading…</p>;
  if (screen.name === 'broken') {
    return (
      <div class="plain">
        <p role="alert">{notice}</p>
        <button type="button" onClick={() => void enter()}>
          Try again
        </button>
      </div>
    );
  }
  if (screen.name === 'login' || staff === null) {
    return <LoginScreen notice={notice} onSignedIn={() => void enter()} />;
  }
  if (screen.name === 'queue') {
    return (
      <QueueScreen
        staff={staff}
        notice={notice}
        onOpen={(view) => show({ name: 'case', view }, null)}
        onLeave={leaveOn}
        onStaleSession={() => void renewSession()}
        onPolicy={(claims) => show({ name: 'policy', claims }, null)}
        onSignOut={() => void signOut()}
      />
    );
  }
  if (screen.name === 'policy') {
    return (
      <PolicyScreen
        claims={screen.claims}
        csrf={staff.csrf}
        onBack={() => show({ name: 'queue' }, null)}
        onLeave={leaveOn}
        onStaleSession={() => void renewSession()}
      />
    );
  }
  return (
    <CaseScreen
      key={screen.view.caseId}
      staff={staff}
      first={screen.view}
      onDone={(text) => show({ name: 'queue' }, text)}
      onLeave={leaveOn}
      onStaleSession={() => void renewSession()}
    />
  );
}
