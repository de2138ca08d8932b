import './camera.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FaceBegin, FaceGuidance, FaceSession } from '../../src/core/wire-face.ts';
import { ApiError } from './api.ts';
import { openCamera, startFrames, stopCamera } from './camera.ts';
import { asApiError } from './camera-error.ts';
import { CameraView } from './camera-view.tsx';
import { secondsUntil, setServerNow } from './clock.ts';
import { type LineFrame, openFrameLine } from './frame-line.ts';
import { ErrorNote } from './screen.tsx';
import { prefersStill, ScreenLight } from './screen-light.tsx';
import { t } from './text.ts';

/** How frames reach the service; the computer and the phone have different routes. */
export interface FaceCapturePort {
  begin(begin: FaceBegin): Promise<FaceSession>;
  /** Where the socket for frames is. */
  readonly socketPath: string;
  /** The way without a socket. `index` counts from 0. */
  putFrame(frame: LineFrame): Promise<FaceGuidance>;
  /** All frames are there: the service judges, up to a minute. The caller moves on from what it learns. */
  finish(session: string): Promise<void>;
}

type Phase = 'intro' | 'opening' | 'capturing' | 'sent';
const frameQuality = 0.8;
const askedFirst: FaceGuidance = { prompt: 'centre', hint: null, done: 0, total: 0 };

/** Time for the person to read the last prompt before the screen moves on. */
const lastPromptMs = 600;

/**
 * Facial verification from [Begin Verification] to "everything arrived". The service chooses and
 * judges the movements; nothing is decided here. Needs `faceTexts` and `reasonTexts`.
 * To offer another try after a refusal, mount it again with another `key`.
 */
export function FaceCapture({ port }: { readonly port: FaceCapturePort }) {
  const [phase, setPhase] = useState<Phase>('intro');
  const [error, setError] = useState<ApiError | null>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [guidance, setGuidance] = useState(askedFirst);
  const [isGuided, setGuided] = useState(true);
  const [colours, setColours] = useState(() => !prefersStill());

  const giveUp = (thrown: unknown) => {
    // null is the person's own stop, not a fault.
    setError(thrown === null ? null : asApiError(thrown));
    setStream(null);
    setPhase('intro');
  };
  const open = async () => {
    setError(null);
    setGuidance(askedFirst);
    setPhase('opening');
    try {
      setStream(await openCamera('front'));
    } catch (thrown) {
      giveUp(thrown);
    }
  };
  useEffect(() => () => stopCamera(stream), [stream]);
  const begin = { colours, cameraLabel: labelOf(stream) };
  useCapture({ port, begin, video, setGuidance, setGuided, setPhase, setStream, giveUp });

  if (phase === 'sent') {
    return (
      <div role="status">
        <h2>{t('face.sent')}</h2>
        <p>{t(isGuided ? 'face.sent.text' : 'face.sent.later')}</p>
      </div>
    );
  }
  return (
    <>
      <ErrorNote error={error} />
      {stream ? (
        <div class={guidance.colour ? 'capture lit' : 'capture'}>
          {guidance.colour ? <ScreenLight colour={guidance.colour} /> : null}
          <Prompt guidance={guidance} isGuided={isGuided} />
          <CameraView stream={stream} guide="oval" onVideo={setVideo} />
          <button type="button" class="link" onClick={() => giveUp(null)}>
            {t('face.stop')}
          </button>
        </div>
      ) : (
        <Intro
          opening={phase === 'opening'}
          onBegin={open}
          colours={colours}
          onColours={setColours}
        />
      )}
    </>
  );
}

/** The service notes known names of virtual cameras for the reviewer, and keeps no label. */
function labelOf(stream: MediaStream | null): string {
  return (stream?.getVideoTracks()[0]?.label ?? '').slice(0, 200);
}

interface CaptureParts {
  readonly port: FaceCapturePort;
  readonly begin: FaceBegin;
  readonly video: HTMLVideoElement | null;
  readonly setGuidance: (guidance: FaceGuidance) => void;
  readonly setGuided: (isGuided: boolean) => void;
  readonly setPhase: (phase: Phase) => void;
  readonly setStream: (stream: null) => void;
  readonly giveUp: (thrown: unknown) => void;
}

/** Begins once the video plays, sends frames until the service says done, failed, or time is up. */
function useCapture(parts: CaptureParts): void {
  const latest = useRef(parts);
  latest.current = parts;
  const { video } = parts;
  useEffect(() => {
    if (!video) return;
    let stopFrames = () => {};
    let closeLine = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;

    const finish = async (session: string) => {
      if (isOver) return;
      isOver = true;
      stopFrames();
      closeLine();
      clearTimeout(timer);
      await new Promise((resolve) => setTimeout(resolve, lastPromptMs));
      latest.current.setStream(null);
      latest.current.setPhase('sent');
      try {
        await latest.current.port.finish(session);
      } catch (thrown) {
        latest.current.giveUp(thrown);
      }
    };
    const begin = async () => {
      const session = await latest.current.port.begin(latest.current.begin);
      if (isOver) return;
      setServerNow(session.now);
      latest.current.setGuided(session.guided);
      latest.current.setPhase('capturing');
      timer = setTimeout(() => finish(session.session), secondsUntil(session.endsAt) * 1000);
      const { putFrame, socketPath } = latest.current.port;
      const line = openFrameLine(socketPath, session.session, putFrame);
      closeLine = line.close;
      stopFrames = startFrames({
        video,
        framesPerSecond: session.framesPerSecond,
        size: {
          longestSide: Math.max(session.frameWidth, session.frameHeight),
          quality: frameQuality,
        },
        send: (jpeg, index) => line.send({ session: session.session, index, jpeg }),
        onGuidance: (guidance) => {
          latest.current.setGuidance(guidance);
          const { prompt } = guidance;
          if (prompt === 'done' || prompt === 'failed') void finish(session.session);
        },
        onError: (thrown) => {
          closeLine();
          // The service closed the session before our timer did: what arrived is judged.
          if (thrown instanceof ApiError && thrown.status === 409) void finish(session.session);
          else latest.current.giveUp(thrown);
        },
      });
    };
    begin().catch((thrown: unknown) => {
      if (!isOver) latest.current.giveUp(thrown);
    });
    return () => {
      isOver = true;
      stopFrames();
      closeLine();
      clearTimeout(timer);
    };
  }, [video]);
}

interface IntroProps {
  readonly opening: boolean;
  readonly onBegin: () => void;
  readonly colours: boolean;
  readonly onColours: (wanted: boolean) => void;
}

function Intro(props: IntroProps) {
  return (
    <>
      <p>{t('face.intro')}</p>
      <ul>
        <li>{t('face.intro.1')}</li>
        <li>{t('face.intro.2')}</li>
        <li>{t('face.intro.3')}</li>
      </ul>
      <p>{t('face.colours')}</p>
      <label class="choice">
        <input
          type="checkbox"
          name="no-colours"
          checked={!props.colours}
          onChange={({ currentTarget }) => props.onColours(!currentTarget.checked)}
        />
        <span>{t('face.colours.leave')}</span>
      </label>
      <button type="button" class="btn" disabled={props.opening} onClick={props.onBegin}>
        {t('face.begin')}
      </button>
      <p class="soft" role="status">
        {props.opening ? t('face.opening') : ''}
      </p>
    </>
  );
}

interface PromptProps {
  readonly guidance: FaceGuidance;
  /** Otherwise nobody sees how it goes, which stands where the hints would. */
  readonly isGuided: boolean;
}

function Prompt({ guidance, isGuided }: PromptProps) {
  const { prompt, hint, done, total } = guidance;
  return (
    <>
      <p class="prompt" aria-live="assertive">
        {t(`face.prompt.${prompt}`)}
      </p>
      <Arrow prompt={prompt} />
      <p class="hint" aria-live="polite">
        {hint ? t(`face.hint.${hint}`) : isGuided ? '' : t('face.recorded')}
      </p>
      {total > 0 ? (
        <ul class="dots" aria-label={t('face.progress', { done, total })}>
          {Array.from({ length: total }, (_, index) => (
            <li key={index} class={index < done ? 'on' : ''} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** The preview is a mirror: the person's own left is on the left of the screen. */
function Arrow({ prompt }: { readonly prompt: FaceGuidance['prompt'] }) {
  const paths: Partial<Record<FaceGuidance['prompt'], string>> = {
    left: 'M80 28H16M34 10 16 28l18 18',
    right: 'M16 28h64M62 10l18 18-18 18',
    closer: 'M48 6v14M48 50V36M40 14l8 8 8-8M40 42l8-8 8 8M16 6h10M70 6h10M16 50h10M70 50h10',
  };
  return (
    <svg class="arrow" viewBox="0 0 96 56" aria-hidden="true">
      <path d={paths[prompt] ?? ''} />
    </svg>
  );
}
