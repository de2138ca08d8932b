import { useRef, useState } from 'preact/hooks';
import type { CaseView } from '../../../src/core/wire.ts';
import type { SelfieCapture } from '../../../src/core/wire-face.ts';
import { ErrorNote, FaultSentences, Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import { withContact } from '../contact-part.tsx';
import type { Flow, ScreenProps } from '../flow.ts';
import { rememberSent } from '../last-sent.ts';
import { type Frames, PictureStep } from '../picture-step.tsx';
import { AskedAgain, isAskedAgain, OtherWay } from '../step-parts.tsx';

const selfieSize = { longestSide: 1280, quality: 0.92 };

/** S8: one clear picture of the face, then [Submit]. */
function TakeSelfie({ view, flow }: ScreenProps) {
  const [isTouched, setTouched] = useState(false);
  const [isRedo, setRedo] = useState(() => isAskedAgain(view));
  const [hasNewOne, setNewOne] = useState(false);
  const { busy, error, run } = useAction();
  const capture = useRef<SelfieCapture | null>(null);
  const selfie = view.selfie;
  if (!selfie) return <p role="status">{t('common.loading')}</p>;
  if (selfie.accepted && !isRedo) {
    return (
      <>
        <Heading>{t('selfie.ready')}</Heading>
        <p>{t('selfie.ready.text')}</p>
        <ErrorNote error={error} />
        <button
          type="button"
          class="btn"
          disabled={busy}
          onClick={() => run(() => flow.post('/u/selfie/submit'))}
        >
          {t('common.submit')}
        </button>
        <button type="button" class="btn quiet" disabled={busy} onClick={() => setRedo(true)}>
          {t('picture.again')}
        </button>
        <OtherWay view={view} flow={flow} />
      </>
    );
  }
  return (
    <>
      <Heading>{t('step.selfie')}</Heading>
      {/* What was marked was on the picture before this one. */}
      {hasNewOne ? null : <AskedAgain view={view} />}
      <p>{t('selfie.intro')}</p>
      <ul>
        <li>{t('selfie.tip.1')}</li>
        <li>{t('selfie.tip.2')}</li>
      </ul>
      {!isTouched && selfie.faults.length > 0 ? (
        <div class="note" role="status">
          <FaultSentences faults={selfie.faults} />
        </div>
      ) : null}
      <PictureStep
        camera="front"
        guide="oval"
        uploadAllowed={selfie.uploadAllowed}
        takeId="selfie.take"
        alt={t('step.selfie')}
        size={selfieSize}
        beforeTake={async () => {
          capture.current = await flow.api.post<SelfieCapture>('/u/selfie/begin');
          return capture.current;
        }}
        send={async (frames, source) => {
          setTouched(true);
          const nonce = source === 'camera' ? (capture.current?.nonce ?? '') : null;
          const next = await sendFrames(flow, frames, nonce);
          if (next?.selfie && !next.selfie.accepted) return next.selfie.faults;
          rememberSent('selfie', frames[0]);
          setNewOne(true);
          setRedo(false);
          return null;
        }}
      />
      <OtherWay view={view} flow={flow} />
    </>
  );
}

export const SelfieScreen = withContact(TakeSelfie);

/** All frames of a live capture under its nonce, or a file; the view after the last one. */
async function sendFrames(
  flow: Flow,
  frames: Frames,
  nonce: string | null,
): Promise<CaseView | null> {
  let next: CaseView | null = null;
  for (const [index, frame] of frames.entries()) {
    const query = new URLSearchParams(
      nonce === null ? { source: 'file' } : { source: 'camera', nonce, index: String(index) },
    );
    next = await flow.put(`/u/selfie?${query}`, frame);
  }
  return next;
}
