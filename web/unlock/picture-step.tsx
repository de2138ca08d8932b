import '../shared/camera.css';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { FaultView } from '../../src/core/wire.ts';
import { ApiError } from '../shared/api.ts';
import {
  type CameraSide,
  type CaptureSize,
  captureBurst,
  openCamera,
  stopCamera,
} from '../shared/camera.ts';
import { asApiError } from '../shared/camera-error.ts';
import { CameraView } from '../shared/camera-view.tsx';
import { ErrorNote, FaultSentences } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import { PicturePreview } from './picture-preview.tsx';

/** `pictureBytesMax` of the service's limits. */
const pictureBytesMax = 12 * 1024 * 1024;

export type PictureSource = 'camera' | 'file';

export interface PictureStepProps {
  readonly camera: CameraSide;
  readonly guide: 'oval' | 'card';
  readonly uploadAllowed: boolean;
  /** Text id of the button that takes the picture. */
  readonly takeId: string;
  /** What the picture is, for the preview's description. */
  readonly alt: string;
  readonly size: CaptureSize;
  /** Before the camera's picture is taken: how many frames, how far apart. Default one. */
  readonly beforeTake?: () => Promise<{ readonly frames: number; readonly gapMs: number }>;
  /**
   * Sends it, all frames of it. null: accepted. A refusal may come without faults: not every one may
   * be told.
   */
  readonly send: (pictures: Frames, source: PictureSource) => Promise<readonly FaultView[] | null>;
}

/** One picture, or the frames of a live capture. */
export type Frames = readonly [Blob, ...Blob[]];

interface Taken {
  /** The first frame is shown. */
  readonly pictures: Frames;
  readonly source: PictureSource;
  /** null: not sent yet, or accepted. */
  readonly faults: readonly FaultView[] | null;
}

/** One picture: camera or file, a look at it, [Use this picture] or [Take again], faults marked on it. */
export function PictureStep(props: PictureStepProps) {
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const { busy, error, run, clear } = useAction();
  useEffect(() => () => stopCamera(stream), [stream]);

  const look = (pictures: Frames, source: PictureSource) => {
    clear();
    setStream(null);
    setTaken({ pictures, source, faults: null });
  };
  const openLive = () =>
    run(async () => {
      setTaken(null);
      try {
        setStream(await openCamera(props.camera));
      } catch (thrown) {
        throw asApiError(thrown);
      }
    });
  const chooseFile = (file: File) => {
    if (file.size <= pictureBytesMax) return look([file], 'file');
    void run(() => Promise.reject(localError('file_too_large')));
  };
  const use = (now: Taken) =>
    run(async () => {
      try {
        setTaken({ ...now, faults: await props.send(now.pictures, now.source) });
      } catch (thrown) {
        const { faults } = thrown as ApiError;
        if (!(faults?.length > 0)) throw thrown;
        setTaken({ ...now, faults });
      }
    });

  if (stream) {
    return (
      <Live
        {...props}
        stream={stream}
        onTaken={(pictures) => look(pictures, 'camera')}
        onClose={() => setStream(null)}
      />
    );
  }
  if (taken) {
    return (
      <Look
        guide={props.guide}
        taken={taken}
        alt={props.alt}
        busy={busy}
        error={error}
        onUse={() => use(taken)}
        onUnreadable={() => {
          setTaken(null);
          void run(() => Promise.reject(localError('bad_picture')));
        }}
        onAgain={() => {
          clear();
          setTaken(null);
          if (taken.source === 'camera') void openLive();
        }}
      />
    );
  }
  return (
    <>
      <ErrorNote error={error} />
      <button type="button" class="btn" disabled={busy} onClick={openLive}>
        {t('picture.open')}
      </button>
      {props.uploadAllowed ? <FileChoice onFile={chooseFile} /> : null}
    </>
  );
}

function localError(code: string): ApiError {
  return new ApiError('wire', 0, { code });
}

function FileChoice({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label={t('picture.file')}
        accept="image/jpeg,image/png,image/webp"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file can be chosen again after a refusal.
          currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
      <button type="button" class="btn quiet" onClick={() => input.current?.click()}>
        {t('picture.file')}
      </button>
    </>
  );
}

interface LiveProps extends PictureStepProps {
  readonly stream: MediaStream;
  readonly onTaken: (pictures: Frames) => void;
  readonly onClose: () => void;
}

function Live({ stream, guide, takeId, size, beforeTake, onTaken, onClose }: LiveProps) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const onVideo = useCallback((next: HTMLVideoElement | null) => setVideo(next), []);
  const { busy, error, run } = useAction();
  const take = () =>
    run(async () => {
      const { frames, gapMs } = (await beforeTake?.()) ?? { frames: 1, gapMs: 0 };
      const [first, ...more] = video ? await captureBurst(video, { size, frames, gapMs }) : [];
      if (first) onTaken([first, ...more]);
    });
  return (
    <>
      <p class="hint" role="status">
        {t(`picture.guide.${guide}`)}
      </p>
      <ErrorNote error={error} />
      <CameraView stream={stream} guide={guide} onVideo={onVideo} />
      <button type="button" class="btn" disabled={!video || busy} onClick={take}>
        {t(takeId)}
      </button>
      <button type="button" class="link" onClick={onClose}>
        {t('face.stop')}
      </button>
    </>
  );
}

interface LookProps {
  readonly guide: PictureStepProps['guide'];
  readonly taken: Taken;
  readonly alt: string;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly onUse: () => void;
  readonly onAgain: () => void;
  readonly onUnreadable: () => void;
}

function Look({ guide, taken, alt, busy, error, onUse, onAgain, onUnreadable }: LookProps) {
  const faults = taken.faults ?? [];
  const isRefused = taken.faults !== null;
  const regions = faults.flatMap(({ region }) => (region ? [region] : []));
  return (
    <>
      <PicturePreview
        picture={taken.pictures[0]}
        regions={regions}
        alt={alt}
        onUnreadable={onUnreadable}
      />
      {isRefused ? (
        <div class="note fault" role="alert">
          {faults.length > 0 ? <FaultSentences faults={faults} /> : <p>{t('reason.other')}</p>}
        </div>
      ) : (
        <p role="status">{t(busy ? 'picture.sending' : `picture.look.${guide}`)}</p>
      )}
      <ErrorNote error={error} />
      {isRefused ? null : (
        <button type="button" class="btn" disabled={busy} onClick={onUse}>
          {t('picture.use')}
        </button>
      )}
      <button
        type="button"
        class={isRefused ? 'btn' : 'btn quiet'}
        disabled={busy}
        onClick={onAgain}
      >
        {t('picture.again')}
      </button>
    </>
  );
}
