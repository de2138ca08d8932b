import type { StepStatus } from '../../src/core/case/types.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import type { NumberedReason } from './evidence-list.ts';
import { reasonList } from './reason-list.ts';
import { signRateWords } from './sign-rates.ts';

const looks: Partial<Record<StepStatus, string>> = {
  passed: 'good',
  needs_review: 'warn',
  failed_retry: 'bad',
  failed_final: 'bad',
  skipped_by_policy: 'dim',
};

interface StepListProps {
  readonly view: ReviewView;
  readonly reasons: readonly NumberedReason[];
  readonly onPoint: (number: number | null) => void;
}

/** Every step with its status and reasons; pointing at a reason lights its place on the picture. */
export function StepList({ view, reasons, onPoint }: StepListProps) {
  return (
    <section aria-label="Steps">
      <h2>Steps</h2>
      <ol class="steps">
        {view.steps.map((step) => (
          <li key={step.kind}>
            <div>
              <strong>{step.kind.replaceAll('_', ' ')}</strong>
              <span class={looks[step.status] ?? ''}>{step.status.replaceAll('_', ' ')}</span>
              {step.attempts > 0 && (
                <span class="dim">
                  {step.attempts} {step.attempts === 1 ? 'attempt' : 'attempts'}
                </span>
              )}
            </div>
            <ul>
              {reasons
                .filter((entry) => entry.step === step.kind)
                .map((entry) => (
                  <ReasonLine key={entry.number} entry={entry} onPoint={onPoint} />
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface ReasonLineProps {
  readonly entry: NumberedReason;
  readonly onPoint: (number: number | null) => void;
}

function ReasonLine({ entry, onPoint }: ReasonLineProps) {
  const { number, reason } = entry;
  const drawn = reason.region !== null;
  const rate = signRateWords(reason.code);
  const text = (
    <>
      <span class="number">{number}</span>
      <code>{reason.code}</code> {reason.staffText}
      {reason.staffText === '' && reasonList[reason.code].words}
      {reason.media !== null && <span class="dim"> {reason.media.replaceAll('_', ' ')}</span>}
      {rate !== '' && <small class="dim"> {rate}</small>}
    </>
  );
  return (
    <li class={reasonList[reason.code].class}>
      {drawn ? (
        <button
          type="button"
          class="pointing"
          onMouseEnter={() => onPoint(number)}
          onMouseLeave={() => onPoint(null)}
          onFocus={() => onPoint(number)}
          onBlur={() => onPoint(null)}
        >
          {text}
        </button>
      ) : (
        text
      )}
    </li>
  );
}
