/** What a decision needs before it may be sent, and the body it is sent as. Pure. */

import type { StepKind } from '../../src/core/case/types.ts';
import type { limits } from '../../src/core/limits.ts';
import type { ReasonCode } from '../../src/core/reasons.ts';
import type { PictureMark, ReviewStep } from '../../src/core/wire-staff.ts';
import type { VerdictCall } from './staff-api.ts';

/** Held equal to the service's bound by its type. */
export const noteCharactersMax: typeof limits.noteCharactersMax = 1000;

export type VerdictForm =
  | { readonly kind: 'approve'; readonly accepted: readonly StepKind[]; readonly note: string }
  | {
      readonly kind: 'decline';
      readonly final: boolean | null;
      readonly reasons: readonly ReasonCode[];
      readonly mark?: PictureMark | null;
      readonly note: string;
    }
  | {
      readonly kind: 'ask_again';
      readonly step: StepKind | null;
      readonly reasons: readonly ReasonCode[];
      readonly mark?: PictureMark | null;
      readonly note: string;
    };

/** Steps whose evidence a person of flesh has to settle before an approval. */
export function doubtfulSteps(steps: readonly ReviewStep[]): readonly ReviewStep[] {
  return steps.filter((step) => step.status === 'needs_review');
}

const notAskable: ReadonlySet<StepKind> = new Set(['reminder', 'delay', 'review']);

/** Steps that can be asked for again: done by the person, and part of this plan. */
export function askableSteps(steps: readonly ReviewStep[]): readonly ReviewStep[] {
  return steps.filter((step) => !notAskable.has(step.kind) && step.status !== 'skipped_by_policy');
}

/** What is still missing, as a sentence; null when the decision may be confirmed. */
export function missingOf(form: VerdictForm, steps: readonly ReviewStep[]): string | null {
  if (form.note.length > noteCharactersMax) {
    return `The note is longer than ${noteCharactersMax} characters.`;
  }
  switch (form.kind) {
    case 'approve': {
      const doubtful = doubtfulSteps(steps);
      const open = doubtful.filter((step) => !form.accepted.includes(step.kind));
      if (open.length > 0) return `Accept each doubtful step, or do not approve: ${names(open)}.`;
      if (doubtful.length > 0 && form.note.trim() === '') {
        return 'Say in the note why the doubtful steps are accepted.';
      }
      return null;
    }
    case 'decline':
      if (form.final === null) return 'Choose retry or final.';
      return form.reasons.length === 0 ? 'Choose at least one reason.' : null;
    case 'ask_again':
      if (form.step === null) return 'Choose the step to ask for again.';
      return form.reasons.length === 0 ? 'Choose at least one reason.' : null;
  }
}

function names(steps: readonly ReviewStep[]): string {
  return steps.map((step) => step.kind).join(', ');
}

/** The word to type before the decision is sent, so that no chain of Enter keys decides. */
export function confirmWord(form: VerdictForm): string {
  if (form.kind === 'approve') return 'approve';
  if (form.kind === 'ask_again') return 'ask';
  return form.final === true ? 'final' : 'decline';
}

/** Pictures on which a mark helps the person: those of the step asked for, or any, for a decline. */
export function markableMedia(form: VerdictForm): readonly PictureMark['media'][] {
  if (form.kind === 'decline' && form.final === false) {
    return ['document_front', 'document_back', 'selfie'];
  }
  if (form.kind !== 'ask_again') return [];
  if (form.step === 'id_document') return ['document_front', 'document_back'];
  return form.step === 'selfie' ? ['selfie'] : [];
}

/** The mark that is sent: one on a picture of another step was made before the step was changed. */
export function sentMark(form: Exclude<VerdictForm, { kind: 'approve' }>): PictureMark | null {
  const { mark } = form;
  return mark && markableMedia(form).includes(mark.media) ? mark : null;
}

function markOf(form: Exclude<VerdictForm, { kind: 'approve' }>): { readonly mark?: PictureMark } {
  const mark = sentMark(form);
  return mark === null ? {} : { mark };
}

export function verdictCall(form: VerdictForm): VerdictCall {
  const note = form.note.trim();
  switch (form.kind) {
    case 'approve':
      return { path: 'approve', body: { accepted: form.accepted, note } };
    case 'decline':
      return {
        path: 'decline',
        body: { final: form.final === true, reasons: form.reasons, note, ...markOf(form) },
      };
    case 'ask_again':
      return {
        path: 'ask-again',
        body: { step: form.step, reasons: form.reasons, note, ...markOf(form) },
      };
  }
}
