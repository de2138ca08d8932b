import type { StepKind } from '../../src/core/case/types.ts';
import type { ReasonCode } from '../../src/core/reasons.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { MarkPicker } from './mark-picker.tsx';
import { isTold } from './reason-list.ts';
import { ReasonPicker } from './reason-picker.tsx';
import {
  askableSteps,
  doubtfulSteps,
  markableMedia,
  noteCharactersMax,
  type VerdictForm,
} from './verdict.ts';
import type { Stamp } from './watermark.tsx';

interface FieldsProps {
  readonly view: ReviewView;
  readonly form: VerdictForm;
  readonly stamp: Stamp;
  readonly onChange: (form: VerdictForm) => void;
}

/** The fields of one kind of decision. */
export function VerdictFields({ view, form, stamp, onChange }: FieldsProps) {
  const found = new Set(view.steps.flatMap((step) => step.reasons.map((reason) => reason.code)));
  return (
    <>
      {form.kind === 'approve' && (
        <Accepted
          view={view}
          accepted={form.accepted}
          onChange={(accepted) => onChange({ ...form, accepted })}
        />
      )}
      {form.kind === 'decline' && (
        <RetryOrFinal final={form.final} onChange={(final) => onChange({ ...form, final })} />
      )}
      {form.kind === 'ask_again' && (
        <WhichStep view={view} step={form.step} onChange={(step) => onChange({ ...form, step })} />
      )}
      {form.kind !== 'approve' && (
        <ReasonPicker
          found={found}
          chosen={form.reasons}
          onChange={(reasons: readonly ReasonCode[]) => onChange({ ...form, reasons })}
        />
      )}
      {form.kind !== 'approve' && (
        <MarkPicker
          key={markableMedia(form).join()}
          view={view}
          media={markableMedia(form)}
          mark={form.mark ?? null}
          stamp={stamp}
          isTold={form.reasons.some(isTold)}
          onChange={(mark) => onChange({ ...form, mark })}
        />
      )}
      <Note
        note={form.note}
        required={form.kind === 'approve' && doubtfulSteps(view.steps).length > 0}
        onChange={(note) => onChange({ ...form, note })}
      />
    </>
  );
}

interface AcceptedProps {
  readonly view: ReviewView;
  readonly accepted: readonly StepKind[];
  readonly onChange: (accepted: readonly StepKind[]) => void;
}

function Accepted({ view, accepted, onChange }: AcceptedProps) {
  const doubtful = doubtfulSteps(view.steps);
  if (doubtful.length === 0) return <p>No step is in doubt.</p>;
  return (
    <fieldset class="accepted">
      <legend>These steps need your judgement. Tick each one you accept.</legend>
      {doubtful.map((step) => (
        <label key={step.kind}>
          <input
            type="checkbox"
            checked={accepted.includes(step.kind)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...accepted, step.kind]
                  : accepted.filter((kind) => kind !== step.kind),
              )
            }
          />
          <span>
            <strong>{step.kind.replaceAll('_', ' ')}</strong>
            {step.reasons.map((reason) => (
              <span key={`${reason.code} ${reason.staffText}`} class="line">
                <code>{reason.code}</code> {reason.staffText}
              </span>
            ))}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface RetryOrFinalProps {
  readonly final: boolean | null;
  readonly onChange: (final: boolean) => void;
}

function RetryOrFinal({ final, onChange }: RetryOrFinalProps) {
  return (
    <fieldset class="row">
      <legend>Retry or final</legend>
      <label>
        <input
          type="radio"
          name="final"
          checked={final === false}
          onChange={() => onChange(false)}
        />
        <span>Retry: the person may start again</span>
      </label>
      <label>
        <input type="radio" name="final" checked={final === true} onChange={() => onChange(true)} />
        <span>Final: the case ends; appeal to another reviewer</span>
      </label>
    </fieldset>
  );
}

interface WhichStepProps {
  readonly view: ReviewView;
  readonly step: StepKind | null;
  readonly onChange: (step: StepKind) => void;
}

function WhichStep({ view, step, onChange }: WhichStepProps) {
  return (
    <fieldset class="row">
      <legend>Ask again for one step</legend>
      {askableSteps(view.steps).map(({ kind, status }) => (
        <label key={kind}>
          <input type="radio" name="step" checked={step === kind} onChange={() => onChange(kind)} />
          <span>
            {kind.replaceAll('_', ' ')} <small class="dim">{status.replaceAll('_', ' ')}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface NoteProps {
  readonly note: string;
  readonly required: boolean;
  readonly onChange: (note: string) => void;
}

function Note({ note, required, onChange }: NoteProps) {
  return (
    <label class="note">
      Note {required ? '(required)' : '(optional)'}
      <textarea
        rows={3}
        maxLength={noteCharactersMax}
        value={note}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <small class="dim">
        For colleagues and the audit log. No names, numbers or addresses. {note.length} of{' '}
        {noteCharactersMax}
      </small>
    </label>
  );
}
