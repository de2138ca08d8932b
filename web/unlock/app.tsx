import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CaseView } from '../../src/core/wire.ts';
import type { ApiError } from '../shared/api.ts';
import { ErrorNote, Heading } from '../shared/screen.tsx';
import { Shell } from '../shared/shell.tsx';
import { addTexts, t, tn } from '../shared/text.ts';
import { faceTexts, reasonTexts } from '../shared/text-parts.ts';
import { useAction } from '../shared/use-action.ts';
import { type Flow, type ScreenProps, useFlow } from './flow.ts';
import { DialogScreen } from './screens/dialog.tsx';
import { ReminderScreen } from './screens/reminder.tsx';
import { type Stage, stageOf } from './stage.ts';
import { stepTexts } from './text-parts.ts';

type Screen = ComponentType<ScreenProps>;
type LaterStage = Exclude<Stage, 'dialog' | 'reminder'> | 'thanks';

/** Screens that come later are fetched when they come; those with a camera one by one. */
async function fetchScreenOf(stage: LaterStage): Promise<Screen> {
  switch (stage) {
    case 'document':
      return (await import('./screens/document.tsx')).DocumentScreen;
    case 'selfie':
      return (await import('./screens/selfie.tsx')).SelfieScreen;
    case 'face':
      return (await import('./screens/face.tsx')).FaceScreen;
    default:
      return (await import('./light-screens.ts')).lightScreens[stage];
  }
}

const finished: readonly string[] = ['approved', 'declined', 'cancelled', 'expired'];

/** The whole page: the view decides the screen, the screen decides nothing. */
export function App() {
  const { state, flow } = useFlow();
  const { view, fatal } = state;
  if (fatal && (!view || fatal.status === 401)) return <Ended error={fatal} />;
  if (!view) return <Frame view={null}>{<p role="status">{t('common.loading')}</p>}</Frame>;
  const stage = state.thanks ? 'thanks' : stageOf(view, state.planSeen);
  return (
    <Frame view={view} flow={flow}>
      {state.offline ? (
        <p class="note" role="status">
          {t('common.noAnswer')}
        </p>
      ) : null}
      {state.movedOn ? (
        <p class="note" role="status">
          {t('app.movedOn')}
        </p>
      ) : null}
      <StageScreen key={stage} stage={stage} view={view} flow={flow} />
    </Frame>
  );
}

function StageScreen(props: ScreenProps & { readonly stage: Stage | 'thanks' }) {
  const { stage, view, flow } = props;
  if (stage === 'dialog') return <DialogScreen view={view} flow={flow} />;
  if (stage === 'reminder') return <ReminderScreen view={view} flow={flow} />;
  return <LaterScreen {...props} stage={stage} />;
}

function LaterScreen({ stage, view, flow }: ScreenProps & { readonly stage: LaterStage }) {
  const [screen, setScreen] = useState<{ readonly Screen: Screen } | null>(null);
  const load = useAction();
  const fetchScreen = () =>
    load.run(async () => {
      const [Screen] = await Promise.all([
        fetchScreenOf(stage),
        addTexts(stepTexts, reasonTexts, faceTexts),
      ]);
      setScreen({ Screen });
    });
  useEffect(() => void fetchScreen(), []);
  if (screen) return <screen.Screen view={view} flow={flow} />;
  if (!load.error) return <p role="status">{t('common.loading')}</p>;
  return (
    <>
      <p class="note fault" role="alert">
        {t('error.offline')}
      </p>
      <button type="button" class="btn" onClick={fetchScreen}>
        {t('common.retry')}
      </button>
    </>
  );
}

interface FrameProps {
  readonly view: CaseView | null;
  readonly flow?: Flow;
  readonly children: ComponentChildren;
}

function Frame({ view, flow, children }: FrameProps) {
  if (!view || !flow) return <Shell service={t('app.title')}>{children}</Shell>;
  const { done, total, minutesLeft } = view.progress;
  const isRunning = !finished.includes(view.status) && total > 0;
  const where = isRunning
    ? whereText(done, total, minutesLeft)
    : finished.includes(view.status)
      ? ''
      : t('app.where.start');
  return (
    <Shell
      service={view.service}
      where={where}
      {...(isRunning ? { done, total } : {})}
      {...(finished.includes(view.status) ? {} : { leaveText: t('app.leave') })}
      leaveMore={
        <>
          {view.actions.includes('withdraw_consent') ? (
            <AskedTwice
              textId="app.consent"
              onYes={() => flow.post('/u/case/withdraw-biometrics')}
            />
          ) : null}
          {view.actions.includes('withdraw') ? (
            <AskedTwice textId="app.withdraw" onYes={() => flow.post('/u/case/withdraw')} />
          ) : null}
        </>
      }
    >
      {children}
    </Shell>
  );
}

function whereText(done: number, total: number, minutesLeft: number): string {
  if (done >= total) return t('app.where.done', { total });
  const step = t('app.where', { step: done + 1, total });
  return minutesLeft > 0 ? `${step}, ${tn('app.minutesLeft', Math.ceil(minutesLeft))}` : step;
}

interface AskedTwiceProps {
  /** `.sure` says what follows, `.yes` does it. */
  readonly textId: 'app.withdraw' | 'app.consent';
  readonly onYes: () => Promise<void>;
}

/** A withdrawn request is over, and withdrawn consent deletes: asked twice. */
function AskedTwice({ textId, onYes }: AskedTwiceProps) {
  const [isAsked, setAsked] = useState(false);
  const { busy, error, run } = useAction();
  if (!isAsked) {
    return (
      <button type="button" class="link" onClick={() => setAsked(true)}>
        {t(textId)}
      </button>
    );
  }
  return (
    <div class="note">
      <p>{t(`${textId}.sure`)}</p>
      <ErrorNote error={error} />
      <button
        type="button"
        class="link"
        disabled={busy}
        onClick={({ currentTarget }) => {
          const dialog = currentTarget.closest('dialog');
          void run(async () => {
            await onYes();
            dialog?.close();
          });
        }}
      >
        {t(`${textId}.yes`)}
      </button>
    </div>
  );
}

function Ended({ error }: { readonly error: ApiError }) {
  const isSession = error.status === 401 || error.status === 410;
  return (
    <Frame view={null}>
      <Heading>{t(isSession ? 'app.ended' : 'app.broken')}</Heading>
      {isSession ? <p>{t('app.ended.text')}</p> : <ErrorNote error={error} />}
      {isSession ? (
        /^https?:/.test(error.returnUrl) && (
          <a class="btn" href={error.returnUrl}>
            {t('app.logIn')}
          </a>
        )
      ) : (
        <button type="button" class="btn" onClick={() => location.reload()}>
          {t('common.retry')}
        </button>
      )}
    </Frame>
  );
}
