import '../shared/steps.css';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CaseView } from '../../src/core/wire.ts';
import type { HandoffView } from '../../src/core/wire-face.ts';
import { hasCamera } from '../shared/camera.ts';
import { ErrorNote } from '../shared/screen.tsx';
import { t, tn } from '../shared/text.ts';
import { type Action, useAction } from '../shared/use-action.ts';
import { DigitsField } from './digits-field.tsx';
import type { Flow } from './flow.ts';
import { QrCode } from './qr-code.tsx';
import { isAskedAgain } from './step-parts.tsx';

export interface HandoffProps {
  readonly view: CaseView;
  readonly flow: Flow;
  readonly onThisComputer: () => void;
}

const pollMs = 2500;
const over: readonly string[] = ['reported', 'cancelled', 'expired'];

/** The computer's side of the hand-off: QR, then the number, then following the phone. */
export function Handoff({ view, flow, onThisComputer }: HandoffProps) {
  const action = useAction();
  const [handoff, setHandoff] = useHandoff(view, flow);
  const [hasWebcam, setWebcam] = useState(false);
  useEffect(() => void hasCamera().then(setWebcam), []);

  const create = useCallback(
    () =>
      action.run(async () => {
        setHandoff(await flow.api.post<HandoffView>('/u/face/handoff'));
      }),
    [flow],
  );
  // The first code comes by itself; a new one after an end is the person's wish.
  const isMissing = handoff === null && view.face?.handoff === null;
  useEffect(() => {
    if (isMissing) void create();
  }, [isMissing]);

  // A finished hand-off whose verification has to be done again needs a new one.
  const isSpent = handoff?.state === 'done' && isAskedAgain(view);
  const isOver = handoff !== null && (isSpent || over.includes(handoff.state));
  return (
    <>
      {isSpent ? null : <HandoffState handoff={handoff} flow={flow} onHandoff={setHandoff} />}
      <ErrorNote error={action.error} />
      {isOver || (handoff === null && action.error) ? (
        <button type="button" class="btn" disabled={action.busy} onClick={create}>
          {t('handoff.new')}
        </button>
      ) : null}
      {handoff?.state === 'bound' || handoff?.state === 'accepted' ? (
        <CancelHandoff action={action} flow={flow} onHandoff={setHandoff} />
      ) : null}
      {hasWebcam && (isOver || handoff === null || handoff.state === 'waiting') ? (
        <button type="button" class="btn quiet" onClick={onThisComputer}>
          {t('handoff.here')}
        </button>
      ) : null}
    </>
  );
}

/** The hand-off as the service sees it now: asked for every few seconds and at each change. */
function useHandoff(view: CaseView, flow: Flow) {
  const [handoff, setHandoff] = useState<HandoffView | null>(view.face?.handoff ?? null);
  const id = handoff?.id ?? view.face?.handoff?.id;
  const state = view.face?.handoff?.state;
  useEffect(() => {
    if (!id) return;
    let isGone = false;
    const ask = async () => {
      try {
        const next = await flow.api.get<HandoffView>('/u/face/handoff');
        if (isGone) return;
        setHandoff(next);
        if (next.state === 'done') await flow.reload();
      } catch {
        // The next question comes soon; the page says itself when there is no connection.
      }
    };
    void ask();
    const timer = setInterval(ask, pollMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [id, state, flow]);
  return [handoff, setHandoff] as const;
}

interface StateProps {
  readonly handoff: HandoffView | null;
  readonly flow: Flow;
  readonly onHandoff: (handoff: HandoffView) => void;
}

function HandoffState({ handoff, flow, onHandoff }: StateProps) {
  if (!handoff) return <p role="status">{t('common.loading')}</p>;
  const { state } = handoff;
  if (state === 'waiting') {
    return (
      <>
        <p>{t('handoff.scan')}</p>
        {handoff.qrUrl ? <QrCode url={handoff.qrUrl} /> : null}
        <p class="soft">{t('handoff.fresh')}</p>
        <SendLink handoff={handoff} flow={flow} onHandoff={onHandoff} />
      </>
    );
  }
  if (state === 'accepted') {
    return <NumberForm handoff={handoff} flow={flow} onHandoff={onHandoff} />;
  }
  return (
    <div class={over.includes(state) ? 'note fault' : 'note'} role="status">
      <p>{t(`handoff.${state}`, { phone: handoff.phone ?? t('handoff.aPhone') })}</p>
    </div>
  );
}

/** For whoever cannot scan: the same hand-off as a link to a contact known before the lock. */
function SendLink({ handoff, flow, onHandoff }: StateProps & { readonly handoff: HandoffView }) {
  const { busy, error, run } = useAction();
  return (
    <>
      {handoff.linkSentTo ? (
        <p role="status">{t('handoff.linkSent', { to: handoff.linkSentTo })}</p>
      ) : null}
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn quiet"
        disabled={busy}
        onClick={() =>
          run(async () => {
            onHandoff(await flow.api.post<HandoffView>('/u/face/handoff/send-link'));
          })
        }
      >
        {t(handoff.linkSentTo ? 'handoff.linkAgain' : 'handoff.link')}
      </button>
    </>
  );
}

function NumberForm({ handoff, flow, onHandoff }: StateProps & { readonly handoff: HandoffView }) {
  const [number, setNumber] = useState('');
  const { busy, error, run } = useAction();
  const isComplete = /^\d{3}$/.test(number);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete) return;
        void run(async () => {
          try {
            await flow.api.post('/u/face/handoff/match', { number });
          } finally {
            setNumber('');
            onHandoff(await flow.api.get<HandoffView>('/u/face/handoff'));
          }
        });
      }}
    >
      <p role="status">{t('handoff.accepted', { phone: handoff.phone ?? t('handoff.aPhone') })}</p>
      <DigitsField label={t('handoff.number')} max={3} value={number} onChange={setNumber} />
      <ErrorNote error={error} />
      {error ? <p>{tn('handoff.tries', handoff.numberTriesLeft)}</p> : null}
      <button type="submit" class="btn" disabled={!isComplete || busy}>
        {t('common.continue')}
      </button>
    </form>
  );
}

interface CancelProps {
  readonly action: Action;
  readonly flow: Flow;
  readonly onHandoff: (handoff: HandoffView) => void;
}

function CancelHandoff({ action, flow, onHandoff }: CancelProps) {
  return (
    <button
      type="button"
      class="link"
      disabled={action.busy}
      onClick={() =>
        action.run(async () => {
          await flow.api.post('/u/face/handoff/cancel');
          onHandoff(await flow.api.get<HandoffView>('/u/face/handoff'));
        })
      }
    >
      {t('handoff.notMine')}
    </button>
  );
}
