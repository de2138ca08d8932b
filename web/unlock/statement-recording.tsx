import '../shared/camera.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StatementSentence } from '../../src/core/wire.ts';
import { openCamera, stopCamera } from '../shared/camera.ts';
import { asApiError } from '../shared/camera-error.ts';
import { useFilmUrls } from '../shared/film-urls.ts';
import { ErrorNote } from '../shared/screen.tsx';
import { locale, t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import type { Flow } from './flow.ts';

/** Bits a second: twenty seconds stay far below what the service takes. */
const bits = { videoBitsPerSecond: 1_500_000, audioBitsPerSecond: 48_000 };
const kinds = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'];

interface RecordingProps {
  readonly flow: Flow;
  readonly onClose: () => void;
}

/** A sentence of the service's choice read aloud: seen and heard by the person first, then sent. */
export function Recording({ flow, onClose }: RecordingProps) {
  const [drawn, setDrawn] = useState<StatementSentence | null>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [film, setFilm] = useState<Blob | null>(null);
  const { busy, error, run } = useAction();
  useEffect(() => () => stopCamera(stream), [stream]);
  const open = () =>
    run(async () => {
      setFilm(null);
      try {
        setStream(await openCamera('front', true));
      } catch (thrown) {
        throw asApiError(thrown);
      }
      const body = { locale: locale() };
      setDrawn(await flow.api.post<StatementSentence>('/u/statement/sentence', body));
    });
  const send = (recorded: Blob) =>
    run(async () => {
      await flow.put(`/u/statement/video?nonce=${drawn?.nonce ?? ''}`, recorded);
      onClose();
    });

  if (film) {
    return (
      <Look
        film={film}
        sentence={drawn?.sentence ?? ''}
        busy={busy}
        onUse={() => void send(film)}
        onAgain={() => void open()}
        onClose={onClose}
      >
        <ErrorNote error={error} />
      </Look>
    );
  }
  if (stream && drawn) {
    return (
      <Live
        stream={stream}
        drawn={drawn}
        onFilm={(recorded) => {
          setStream(null);
          setFilm(recorded);
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <>
      <p>{t('recording.intro')}</p>
      <ErrorNote error={error} />
      <button type="button" class="btn" disabled={busy} onClick={open}>
        {t('recording.open')}
      </button>
      <WriteInstead onClose={onClose} />
    </>
  );
}

/** On every part of it: nobody who opened the camera has to record. */
function WriteInstead({ onClose }: Pick<RecordingProps, 'onClose'>) {
  return (
    <button type="button" class="link" onClick={onClose}>
      {t('recording.write')}
    </button>
  );
}

interface LiveProps {
  readonly stream: MediaStream;
  readonly drawn: StatementSentence;
  readonly onFilm: (film: Blob) => void;
  readonly onClose: () => void;
}

function Live({ stream, drawn, onFilm, onClose }: LiveProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [recorder, setRecorder] = useState<MediaRecorder | null>(null);
  const [isFilmed, setFilmed] = useState(false);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  useEffect(() => () => recorder?.state === 'recording' && recorder.stop(), [recorder]);
  const start = () =>
    setRecorder(record(stream, drawn.seconds, { onFilm, onFilmed: () => setFilmed(true) }));
  return (
    <>
      <p>{t('recording.say', { seconds: drawn.seconds })}</p>
      <p class="prompt">{drawn.sentence}</p>
      <div class="camera card mirrored">
        <video ref={video} autoplay muted playsInline />
      </div>
      <p class="hint" role="status">
        {recorder ? t('recording.running', { seconds: drawn.seconds }) : ''}
      </p>
      <button
        type="button"
        class="btn"
        disabled={recorder !== null && !isFilmed}
        onClick={() => (recorder ? recorder.stop() : start())}
      >
        {t(recorder ? 'recording.stop' : 'recording.start')}
      </button>
      {recorder ? null : <WriteInstead onClose={onClose} />}
    </>
  );
}

/** More than this is more than the head of an empty file. */
const filmedBytesMin = 4096;

/** Ends by itself when the time is over. `onFilmed`: there is something to see from now on. */
function record(
  stream: MediaStream,
  seconds: number,
  then: { readonly onFilm: (film: Blob) => void; readonly onFilmed: () => void },
): MediaRecorder {
  const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { ...bits, ...(mimeType ? { mimeType } : {}) });
  const parts: Blob[] = [];
  const timer = setTimeout(() => recorder.stop(), seconds * 1000);
  recorder.ondataavailable = ({ data }) => {
    parts.push(data);
    if (parts.reduce((sum, { size }) => sum + size, 0) > filmedBytesMin) then.onFilmed();
  };
  recorder.onstop = () => {
    clearTimeout(timer);
    // The type without its codecs: the service looks at the bytes.
    then.onFilm(new Blob(parts, { type: recorder.mimeType.split(';')[0] ?? 'video/webm' }));
  };
  recorder.start(500);
  return recorder;
}

interface LookProps {
  readonly film: Blob;
  readonly sentence: string;
  readonly busy: boolean;
  readonly onUse: () => void;
  readonly onAgain: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Look({ film, sentence, busy, onUse, onAgain, onClose, children }: LookProps) {
  const urls = useFilmUrls(film, sentence);
  return (
    <>
      <p role="status">{t(busy ? 'recording.sending' : 'recording.look')}</p>
      <div class="camera card">
        {urls === null ? null : (
          <video src={urls.film} controls playsInline aria-label={t('recording.yours')}>
            <track kind="captions" src={urls.captions} srcLang={locale()} />
          </video>
        )}
      </div>
      {children}
      <button type="button" class="btn" disabled={busy} onClick={onUse}>
        {t('recording.use')}
      </button>
      <button type="button" class="btn quiet" disabled={busy} onClick={onAgain}>
        {t('recording.again')}
      </button>
      {busy ? null : <WriteInstead onClose={onClose} />}
    </>
  );
}
