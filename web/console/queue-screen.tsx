import { useCallback, useEffect, useState } from 'preact/hooks';
import type { limits } from '../../src/core/limits.ts';
import type { QueueView, ReviewView, StaffView } from '../../src/core/wire-staff.ts';
import { failureText } from './failure-text.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { type Failure, staffApi } from './staff-api.ts';
import { clockText, durationText } from './time.ts';
import { useKeys } from './use-keys.ts';

const renewEveryMs = 30_000;
/** Beyond this the page rests: its own requests must not keep an abandoned session alive. */
const presentMs = 120_000;

interface QueueProps {
  readonly staff: StaffView;
  readonly notice: string | null;
  readonly onOpen: (view: ReviewView) => void;
  readonly onLeave: (failure: Failure) => boolean;
  readonly onStaleSession: () => void;
  readonly onSignOut: () => void;
  /** Leads only; with the cases that they hold. */
  readonly onPolicy: (claims: readonly string[]) => void;
}

export function QueueScreen(props: QueueProps) {
  const { staff, notice, onOpen, onLeave, onPolicy, onStaleSession, onSignOut } = props;
  const [queue, setQueue] = useState<{ view: QueueView; at: string } | null>(null);
  const [said, setSaid] = useState(notice);
  const [busy, setBusy] = useState(false);
  const [keys, setKeys] = useState(false);

  const refuse = useCallback(
    (failure: Failure) => {
      if (failure.code === 'csrf') onStaleSession();
      onLeave(failure);
      setSaid(failureText(failure));
    },
    [onLeave, onStaleSession],
  );

  const renew = useCallback(async () => {
    const answer = await staffApi.queue();
    if (answer.ok) setQueue({ view: answer.value, at: new Date().toISOString() });
    else refuse(answer.failure);
  }, [refuse]);

  useEffect(() => {
    void renew();
    let touchedAt = performance.now();
    const touch = () => {
      touchedAt = performance.now();
    };
    const timer = setInterval(() => {
      const present = performance.now() - touchedAt < presentMs;
      if (present && document.visibilityState === 'visible') void renew();
    }, renewEveryMs);
    const signs = ['keydown', 'pointermove', 'pointerdown'] as const;
    for (const sign of signs) window.addEventListener(sign, touch);
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, touch);
    };
  }, [renew]);

  const claimNext = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await staffApi.claimNext(staff.csrf);
    setBusy(false);
    if (!answer.ok) refuse(answer.failure);
    else if (answer.value === null) {
      setSaid('Nothing waits for you now.');
      void renew();
    } else onOpen(answer.value);
  };

  const open = async (caseId: string) => {
    const answer = await staffApi.case(caseId);
    if (answer.ok) onOpen(answer.value);
    else {
      refuse(answer.failure);
      void renew();
    }
  };

  const first = queue?.view.mine[0]?.caseId;
  const isLead = staff.role === 'lead';
  const openPolicy = () => onPolicy(queue?.view.mine.map((claim) => claim.caseId) ?? []);
  useKeys(
    {
      c: () => void claimNext(),
      u: () => void renew(),
      ...(first === undefined ? {} : { o: () => void open(first) }),
      ...(isLead ? { p: openPolicy } : {}),
      '?': () => setKeys(true),
    },
    !keys,
  );

  return (
    <>
      <header class="bar">
        <h1>Queue</h1>
        <span class="fill" />
        <span>
          {staff.name} <span class="dim">{staff.role}</span>
        </span>
        {isLead && (
          <button type="button" onClick={openPolicy}>
            Policy <kbd>p</kbd>
          </button>
        )}
        <button type="button" onClick={() => setKeys(true)}>
          Keys <kbd>?</kbd>
        </button>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </header>
      <main class="queue">
        <p class="notice" role="status">
          {said}
        </p>
        <Figures queue={queue} />
        <button type="button" class="strong" disabled={busy} onClick={() => void claimNext()}>
          Claim next <kbd>c</kbd>
        </button>
        {queue !== null && <Mine view={queue.view} onOpen={(caseId) => void open(caseId)} />}
      </main>
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </>
  );
}

function Figures({ queue }: { readonly queue: { view: QueueView; at: string } | null }) {
  const oldest = queue?.view.oldestMinutes ?? null;
  return (
    <dl class="figures">
      <div>
        <dt>Waiting</dt>
        <dd>{queue === null ? '…' : waitingText(queue.view.waiting)}</dd>
      </div>
      <div>
        <dt>Oldest</dt>
        <dd>{oldest === null ? '–' : durationText(oldest * 60_000)}</dd>
      </div>
      <div>
        <dt>Mine</dt>
        <dd>{queue?.view.mine.length ?? '…'}</dd>
      </div>
      <div>
        <dt>
          As of <kbd>u</kbd>
        </dt>
        <dd>{queue === null ? '…' : clockText(queue.at)}</dd>
      </div>
    </dl>
  );
}

/** The service counts no further than one more than this. */
const countMax: typeof limits.queueCountMax = 1_000;

function waitingText(waiting: number): string {
  return waiting > countMax ? `${countMax.toLocaleString('en')}+` : String(waiting);
}

interface MineProps {
  readonly view: QueueView;
  readonly onOpen: (caseId: string) => void;
}

function Mine({ view, onOpen }: MineProps) {
  if (view.mine.length === 0) return <p class="dim">You hold no case.</p>;
  return (
    <table>
      <caption>Claimed by you</caption>
      <thead>
        <tr>
          <th scope="col">Case</th>
          <th scope="col">Claim until</th>
          <th scope="col">
            <span class="hidden">Open</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {view.mine.map((claim, index) => (
          <tr key={claim.caseId}>
            <td class="mono">{claim.caseId}</td>
            <td>{clockText(claim.leaseUntil)}</td>
            <td>
              <button type="button" onClick={() => onOpen(claim.caseId)}>
                Open {index === 0 && <kbd>o</kbd>}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
