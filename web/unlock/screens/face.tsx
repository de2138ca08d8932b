import { useState } from 'preact/hooks';
import type { FaceGuidance, FaceSession } from '../../../src/core/wire-face.ts';
import { FaceCapture, type FaceCapturePort } from '../../shared/face-capture.tsx';
import { Heading } from '../../shared/screen.tsx';
import { t } from '../../shared/text.ts';
import { withContact } from '../contact-part.tsx';
import type { Flow, ScreenProps } from '../flow.ts';
import { Handoff } from '../handoff.tsx';
import { AskedAgain, OtherWay } from '../step-parts.tsx';
import { useSeconds } from '../use-seconds.ts';

/** S9: on a phone right here; on a computer by QR on a phone, or here where there is a camera. */
function TakeFace({ view, flow }: ScreenProps) {
  const [isHere, setHere] = useState(isPhone);
  const waitSeconds = useSeconds(view.face?.notBefore ?? null);
  return (
    <>
      <Heading>{t('step.face')}</Heading>
      <AskedAgain view={view} />
      {waitSeconds > 0 ? (
        <p class="note" role="status">
          {t('face.wait', { seconds: waitSeconds })}
        </p>
      ) : isHere ? (
        <HereCapture flow={flow} />
      ) : (
        <Handoff view={view} flow={flow} onThisComputer={() => setHere(true)} />
      )}
      {isHere && !isPhone() ? (
        <button type="button" class="link" onClick={() => setHere(false)}>
          {t('face.usePhone')}
        </button>
      ) : null}
      <OtherWay view={view} flow={flow} />
    </>
  );
}

export const FaceScreen = withContact(TakeFace);

/** A touch screen of a hand's size. */
function isPhone(): boolean {
  return matchMedia('(pointer: coarse)').matches && Math.min(screen.width, screen.height) < 600;
}

function HereCapture({ flow }: { readonly flow: Flow }) {
  const [tries, setTries] = useState(0);
  return <FaceCapture key={tries} port={port(flow, () => setTries((n) => n + 1))} />;
}

/** Counting a try mounts the capture anew: after a refusal the person begins again from the top. */
function port(flow: Flow, onJudged: () => void): FaceCapturePort {
  return {
    begin: (begin) => flow.api.post<FaceSession>('/u/face/begin', begin),
    socketPath: '/u/face/socket',
    putFrame: ({ session, index, jpeg }) =>
      flow.api.put<FaceGuidance>(`/u/face/frame?session=${session}&index=${index}`, jpeg),
    finish: async (session) => {
      await flow.post('/u/face/finish', { session });
      onJudged();
    },
  };
}
