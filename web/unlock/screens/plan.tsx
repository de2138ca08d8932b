import { Heading } from '../../shared/screen.tsx';
import { t, tn, tWire } from '../../shared/text.ts';
import { durationText } from '../duration-text.ts';
import type { ScreenProps } from '../flow.ts';

/** S3: what this account needs and why, how long, and what to have at hand. */
export function PlanScreen({ view, flow }: ScreenProps) {
  const steps = view.steps.filter(
    ({ kind, status }) =>
      kind !== 'reminder' && kind !== 'review' && status !== 'skipped_by_policy',
  );
  const estimate = view.reviewEstimate;
  const atHand = ['id_document', 'email_confirmation', 'codes', 'face'].filter((kind) =>
    steps.some((step) => step.kind === kind),
  );
  return (
    <>
      <Heading>{t('plan.title')}</Heading>
      {view.because.map((id) => (
        <p key={id}>{tWire(id, 'plan.because.other')}</p>
      ))}
      <ol class="plan">
        {steps.map((step) => (
          <li key={step.kind}>
            <strong>{t(`step.${step.kind}`, {}, 'step.other')}</strong>
            {step.minutes > 0 ? (
              <span class="soft"> · {tn('plan.minutes', Math.ceil(step.minutes))}</span>
            ) : null}
            <br />
            {tWire(step.reasonId, `step.${step.kind}.why`)}
          </li>
        ))}
      </ol>
      {atHand.length > 0 ? (
        <>
          <h2>{t('plan.atHand')}</h2>
          <ul>
            {atHand.map((kind) => (
              <li key={kind}>{t(`plan.atHand.${kind}`)}</li>
            ))}
          </ul>
        </>
      ) : null}
      <h2>{t('plan.then')}</h2>
      <p>
        {t('plan.review')}{' '}
        {estimate
          ? t('review.estimate', {
              p50: durationText(estimate.p50),
              p90: durationText(estimate.p90),
            })
          : t('review.noEstimate')}
      </p>
      <button type="button" class="btn" onClick={flow.acceptPlan}>
        {t('common.continue')}
      </button>
    </>
  );
}
