import { useCallback, useEffect, useState } from 'preact/hooks';
import type { FaceGuidance, FaceSession, PhoneView } from '../../src/core/wire-face.ts';
import { restartOnNewFragment, takeFragment } from '../link/fragment.ts';
import { ApiError, createApi } from '../shared/api.ts';
import { setServerNow } from '../shared/clock.ts';
import { FaceCapture, type FaceCapturePort } from '../shared/face-capture.tsx';
import { ErrorNote, Heading } from '../shared/screen.tsx';
import { Shell } from '../shared/shell.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import { NumberScreen } from './number-screen.tsx';
import { OriginScreen } from './origin-screen.tsx';
import { endOf, isBefore, lookEveryMs, screenOf, stepCount, stepOf } from './phone-screen.ts';

const api = createApi();

/** The phone's part of the hand-off: who asks, the number, the face, and back to the computer. */
export function PhonePage() {
  const [token] = useState(() => takeFragment().get('h') ?? null);
  const [view, setView] = useState<PhoneView | null>(null);
  const [end, setEnd] = useState<string | null>(null);
  const { busy, error, run } = useAction();

  const take = useCallback((next: PhoneView) => {
    setServerNow(next.now);
    // A look that was on its way while the person pressed a button answers with the past.
    setView((last) => (last !== null && isBefore(next.state, last.state) ? last : next));
  }, []);
  const enter = useCallback(
    () =>
      run(async () => {
        try {
          take(await bindOrResume(token));
        } catch (thrown) {
          const known = thrown instanceof ApiError ? endOf(thrown.code) : null;
          if (known === null) throw thrown;
          setEnd(known);
        }
      }),
    [run, take, token],
  );
  useEffect(() => void enter(), [enter]);
  useEffect(restartOnNewFragment, []);
  const isOffline = useLook(view, take, setEnd);

  if (end !== null) return <End key={end} id={end} service={view?.service ?? null} />;
  if (view === null) {
    return (
      <Shell service={t('phone.service')}>
        {error === null ? (
          <p role="status">{t('common.loading')}</p>
        ) : (
          <>
            <Heading>{t('phone.unread')}</Heading>
            <ErrorNote error={error} />
            <button type="button" class="btn" disabled={busy} onClick={() => void enter()}>
              {t('common.retry')}
            </button>
          </>
        )}
      </Shell>
    );
  }
  const screen = screenOf(view.state);
  if (screen === 'done' || screen === 'reported' || screen === 'ended') {
    return <End key={view.state} id={`phone.${view.state}`} service={view.service} />;
  }
  const answer = (path: '/p/accept' | '/p/report') =>
    void run(async () => take(await api.post<PhoneView>(path)));
  const step = stepOf(screen);
  return (
    <Shell
      service={view.service}
      where={t('phone.where', { step: step ?? stepCount, total: stepCount })}
      done={(step ?? stepCount) - 1}
      total={stepCount}
    >
      {isOffline && (
        <p class="note fault" role="alert">
          {t('phone.offline')}
        </p>
      )}
      {screen === 'origin' && (
        <OriginScreen
          view={view}
          busy={busy}
          error={error}
          onAccept={() => answer('/p/accept')}
          onReport={() => answer('/p/report')}
        />
      )}
      {screen === 'number' && (
        <NumberScreen view={view} busy={busy} error={error} onReport={() => answer('/p/report')} />
      )}
      {screen === 'face' && <FaceScreen onView={take} onOther={() => setEnd('phone.other')} />}
    </Shell>
  );
}

/**
 * The scanned token binds this phone. A reload has no token any more, and a second scan by this
 * same phone finds it used: both go on with the session that is there, if one is.
 */
async function bindOrResume(token: string | null): Promise<PhoneView> {
  if (token === null) return api.get<PhoneView>('/p/view');
  try {
    return await api.post<PhoneView>('/p/bind', { token });
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.status !== 410) throw thrown;
    const own = await api.get<PhoneView>('/p/view').catch(() => null);
    if (own === null || lookEveryMs(screenOf(own.state)) === null) throw thrown;
    return own;
  }
}

/** Looks at the hand-off while it may change. True while there is no answer. */
function useLook(
  view: PhoneView | null,
  take: (view: PhoneView) => void,
  setEnd: (id: string) => void,
): boolean {
  const [isOffline, setOffline] = useState(false);
  const everyMs = view === null ? null : lookEveryMs(screenOf(view.state));
  useEffect(() => {
    if (everyMs === null) return;
    let isOver = false;
    const look = async () => {
      try {
        const next = await api.get<PhoneView>('/p/view');
        if (isOver) return;
        setOffline(false);
        take(next);
      } catch (thrown) {
        if (isOver) return;
        const known = thrown instanceof ApiError ? endOf(thrown.code) : null;
        if (known === null) setOffline(true);
        else setEnd(known === 'phone.none' ? 'phone.gone' : known);
      }
    };
    const timer = setInterval(() => void look(), everyMs);
    const whenSeen = () => {
      if (!document.hidden) void look();
    };
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [everyMs, take, setEnd]);
  return isOffline;
}

/** The facial verification on the phone. A try that was not enough offers the next one. */
function FaceScreen({
  onView,
  onOther,
}: {
  readonly onView: (view: PhoneView) => void;
  readonly onOther: () => void;
}) {
  const [tries, setTries] = useState(0);
  const port: FaceCapturePort = {
    begin: (begin) => api.post<FaceSession>('/p/face/begin', begin),
    socketPath: '/p/face/socket',
    putFrame: ({ session, index, jpeg }) =>
      api.put<FaceGuidance>(`/p/face/frame?session=${session}&index=${index}`, jpeg),
    finish: async (session) => {
      const next = await api.post<PhoneView>('/p/face/finish', { session });
      onView(next);
      // The number stays matched: the service leaves room for another try.
      if (next.state === 'matched') setTries((n) => n + 1);
    },
  };
  return (
    <>
      <Heading>{t('phone.face.title')}</Heading>
      {tries > 0 && (
        <p class="note last-try" role="status">
          {t('phone.face.again')}
        </p>
      )}
      <FaceCapture key={tries} port={port} />
      <OtherWay onTaken={onOther} />
    </>
  );
}

/** Two presses away from the camera, as on the computer: what it means, then the choice. */
function OtherWay({ onTaken }: { readonly onTaken: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const { busy, error, run } = useAction();
  if (!isOpen) {
    return (
      <button type="button" class="link" onClick={() => setOpen(true)}>
        {t('phone.face.other')}
      </button>
    );
  }
  const choose = () =>
    void run(async () => {
      await api.post('/p/other-lane');
      onTaken();
    });
  return (
    <div class="note">
      <p>{t('phone.face.other.text')}</p>
      <ErrorNote error={error} />
      <button type="button" class="btn quiet" disabled={busy} onClick={choose}>
        {t('phone.face.other.choose')}
      </button>
      <button type="button" class="link" onClick={() => setOpen(false)}>
        {t('phone.face.other.stay')}
      </button>
    </div>
  );
}

function End({ id, service }: { readonly id: string; readonly service: string | null }) {
  return (
    <Shell service={service ?? t('phone.service')}>
      <Heading>{t(`${id}.title`)}</Heading>
      <p>{t(`${id}.text`)}</p>
      <p class="soft">{t('phone.close')}</p>
    </Shell>
  );
}
