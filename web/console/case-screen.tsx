/** One claimed case: evidence above, facts below, decisions at the foot. */

import { useCallback, useMemo, useState } from 'preact/hooks';
import type { ReviewView, StaffView } from '../../src/core/wire-staff.ts';
import { Background } from './background.tsx';
import { Comparisons } from './comparisons.tsx';
import { Enlarged, Evidence, type EvidenceProps, useCurtain } from './evidence.tsx';
import { inShownOrder, numberReasons } from './evidence-list.ts';
import { failureText } from './failure-text.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { Lease } from './lease.tsx';
import { Readings } from './readings.tsx';
import { RecordedStatement } from './recorded-statement.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { type Answer, type Failure, staffApi } from './staff-api.ts';
import { Appeal, ContactWord, Statement } from './statement.tsx';
import { StepList } from './step-list.tsx';
import { dayTimeText } from './time.ts';
import { useKeys } from './use-keys.ts';
import { type VerdictForm, verdictCall } from './verdict.ts';
import { VerdictDialog } from './verdict-dialog.tsx';

type Open =
  | { readonly name: 'verdict'; readonly kind: VerdictForm['kind'] }
  | { readonly name: 'picture'; readonly mediaId: string }
  | { readonly name: 'release' | 'keys' };

interface CaseProps {
  readonly staff: StaffView;
  readonly first: ReviewView;
  /** Back to the queue with a sentence about what was done. */
  readonly onDone: (text: string) => void;
  readonly onLeave: (failure: Failure) => boolean;
  readonly onStaleSession: () => void;
}

export function CaseScreen(props: CaseProps) {
  const { staff, onDone } = props;
  const { view, said, busy, act, readAgain } = useCase(props);
  const [open, setOpen] = useState<Open | null>(null);
  const [lit, setLit] = useState<number | null>(null);
  const curtain = useCurtain();
  const media = useMemo(
    () => inShownOrder(view.media.filter(({ video }) => video !== true)),
    [view.media],
  );
  const reasons = useMemo(() => numberReasons(view.steps), [view.steps]);
  const close = () => setOpen(null);

  const enlarge = (mediaId: string) => {
    curtain.show(mediaId);
    setOpen({ name: 'picture', mediaId });
  };
  const digits = Object.fromEntries(
    media.slice(0, 9).map(({ id }, index) => [String(index + 1), () => enlarge(id)]),
  );
  const decide = (kind: VerdictForm['kind']) => () => setOpen({ name: 'verdict', kind });
  const keys = {
    ...digits,
    a: decide('approve'),
    d: decide('decline'),
    r: decide('ask_again'),
    x: () => setOpen({ name: 'release' }),
    b: () => curtain.toggle(media.map(({ id }) => id)),
    '?': () => setOpen({ name: 'keys' }),
  };
  useKeys(keys, open === null);

  const onLeaseEnd = useCallback(
    () => onDone('Your claim ended before a decision. The case is back in the queue.'),
    [onDone],
  );
  const send = (form: VerdictForm) =>
    act(
      () => staffApi.decide(view.caseId, verdictCall(form), staff.csrf),
      () => onDone(doneText(form, view)),
    );
  const evidence: EvidenceProps = {
    caseId: view.caseId,
    media,
    reasons,
    lit,
    // The time of this look, by the service's clock.
    stamp: { reviewer: staff.name, time: dayTimeText(view.now), caseId: view.caseId },
    curtain,
    onEnlarge: enlarge,
    onBroken: readAgain,
  };

  return (
    <div class="case">
      <CaseBar view={view} onLeaseEnd={onLeaseEnd} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <main tabIndex={0} aria-label="Evidence and facts">
        <p class="notice" role="status">
          {said}
        </p>
        <Evidence {...evidence} />
        <div class="facts">
          <div>
            <Appeal appeal={view.appeal} />
            <ContactWord view={view} />
            <RecordedStatement view={view} stamp={evidence.stamp} onBroken={readAgain} />
            <Statement text={view.statement ?? null} />
            <Readings view={view} />
          </div>
          <div>
            <StepList view={view} reasons={reasons} onPoint={setLit} />
          </div>
          <div>
            <Comparisons list={view.comparisons} />
            <Background view={view} />
          </div>
        </div>
      </main>
      <CaseActions keys={keys} />
      {open?.name === 'picture' && (
        <Enlarged {...evidence} mediaId={open.mediaId} onClose={close} />
      )}
      {open?.name === 'verdict' && (
        <VerdictDialog
          key={open.kind}
          kind={open.kind}
          view={view}
          busy={busy}
          fault={said}
          stamp={evidence.stamp}
          onSend={(form) => void send(form)}
          onClose={close}
        />
      )}
      {open?.name === 'release' && (
        <ReleaseDialog
          busy={busy}
          onClose={close}
          onRelease={() =>
            void act(
              () => staffApi.release(view.caseId, staff.csrf),
              () => onDone('Released. The case is back in the queue.'),
            )
          }
        />
      )}
      {open?.name === 'keys' && <KeysDialog onClose={close} />}
    </div>
  );
}

/** The view, and the calls that change the case: one at a time, refusals said where they are. */
function useCase({ first, onLeave, onStaleSession }: CaseProps) {
  const [view, setView] = useState(first);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const readAgain = useCallback(async () => {
    const answer = await staffApi.case(first.caseId);
    if (answer.ok) setView(answer.value);
    else if (!onLeave(answer.failure)) setSaid(failureText(answer.failure));
  }, [first.caseId, onLeave]);

  const act = async (call: () => Promise<Answer<unknown>>, done: () => void) => {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    const answer = await call();
    setBusy(false);
    if (answer.ok) {
      done();
      return;
    }
    if (onLeave(answer.failure)) return;
    setSaid(failureText(answer.failure));
    if (answer.failure.code === 'csrf') onStaleSession();
    else if (answer.failure.kind === 'refused') await readAgain();
  };
  return { view, said, busy, act, readAgain: () => void readAgain() };
}

function doneText(form: VerdictForm, view: ReviewView): string {
  const { approvalsGiven, approvalsRequired } = view.plan;
  if (form.kind === 'ask_again') return 'Asked again. The case returns when the step is done.';
  if (form.kind === 'decline') return form.final === true ? 'Declined, final.' : 'Declined, retry.';
  return approvalsGiven + 1 < approvalsRequired
    ? 'Your approval is recorded. A second reviewer must approve too.'
    : 'Approved. The account is being thawed.';
}

interface CaseBarProps {
  readonly view: ReviewView;
  readonly onLeaseEnd: () => void;
}

function CaseBar({ view, onLeaseEnd }: CaseBarProps) {
  return (
    <header class="bar">
      <h1>
        Case <span class="mono">{view.caseId}</span>
      </h1>
      <span>
        {view.service} <strong>{view.record.accountMasked}</strong>
      </span>
      <span>
        frozen: {view.lock.cause.replaceAll('_', ' ')}{' '}
        <span class="dim">since {dayTimeText(view.lock.since)}</span>
      </span>
      {view.lost.length > 0 ? (
        <span>
          approval resets: <strong>{view.lost.join(', ')}</strong>
        </span>
      ) : null}
      <span class="fill" />
      <span>
        approvals {view.plan.approvalsGiven} of {view.plan.approvalsRequired}
      </span>
      <Lease view={view} onEnd={onLeaseEnd} />
    </header>
  );
}

interface CaseActionsProps {
  readonly keys: Readonly<Record<'a' | 'd' | 'r' | 'x' | 'b' | '?', () => void>>;
}

function CaseActions({ keys }: CaseActionsProps) {
  const action = (key: keyof CaseActionsProps['keys'], words: string) => (
    <button type="button" onClick={keys[key]}>
      {words} <kbd>{key}</kbd>
    </button>
  );
  return (
    <footer class="bar actions">
      {action('a', 'Approve')}
      {action('d', 'Decline')}
      {action('r', 'Ask again')}
      {action('x', 'Release')}
      <span class="fill" />
      {action('b', 'Show or hide pictures')}
      {action('?', 'Keys')}
    </footer>
  );
}
