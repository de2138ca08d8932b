import { useState } from 'preact/hooks';
import type { CaseView, StepView } from '../../src/core/wire.ts';
import { Outlined, type Place, placesOf } from '../shared/marked-place.tsx';
import { ErrorNote, FaultSentences } from '../shared/screen.tsx';
import { t } from '../shared/text.ts';
import { useAction } from '../shared/use-action.ts';
import type { ScreenProps } from './flow.ts';
import { lastSent } from './last-sent.ts';
import { PicturePreview } from './picture-preview.tsx';

export function currentStep(view: CaseView): StepView | undefined {
  return view.steps.find(({ kind }) => kind === view.current);
}

/** The step was done and is open again: what is there already was not enough. */
export function isAskedAgain(view: CaseView): boolean {
  return view.status === 'waiting_resubmission' || currentStep(view)?.status === 'failed_retry';
}

/** Why this step is open again, and what to mend. Nothing on a first try. */
export function AskedAgain({ view }: { readonly view: CaseView }) {
  const step = currentStep(view);
  if (!step) return null;
  const isResubmission = view.status === 'waiting_resubmission';
  if (!isAskedAgain(view) && step.faults.length === 0) return null;
  return (
    <div class="note" role="status">
      <p>{t(isResubmission ? 'again.reviewer' : 'again.step')}</p>
      <FaultSentences faults={step.faults} />
      {placesOf(step.faults).map((place) => (
        <MarkedPlace key={`${place.media} ${place.region.x} ${place.region.y}`} {...place} />
      ))}
    </div>
  );
}

/** On the person's own picture where this page still has it, else on its outline. */
function MarkedPlace({ media, region }: Place) {
  const picture = lastSent(media);
  return picture === null ? (
    <Outlined media={media} region={region} />
  ) : (
    <PicturePreview picture={picture} regions={[region]} alt={t(`place.${media}`)} />
  );
}

/** The other lane, two presses away from every camera step: what it means, then the choice. */
export function OtherWay({ view, flow }: ScreenProps) {
  const [isOpen, setOpen] = useState(false);
  const { busy, error, run } = useAction();
  if (!view.actions.includes('other_lane')) return null;
  if (!isOpen) {
    return (
      <button type="button" class="link" onClick={() => setOpen(true)}>
        {t('other.open')}
      </button>
    );
  }
  return (
    <div class="note">
      <p>{t('other.text')}</p>
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn quiet"
        disabled={busy}
        onClick={() => run(() => flow.post('/u/case/other-lane', { step: view.current }))}
      >
        {t('other.choose')}
      </button>
      <button type="button" class="link" onClick={() => setOpen(false)}>
        {t('other.stay')}
      </button>
    </div>
  );
}
