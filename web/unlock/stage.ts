import type { CaseView } from '../../src/core/wire.ts';

/** The screen that a view asks for. */
export type Stage =
  | 'dialog'
  | 'reminder'
  | 'plan'
  | 'codes'
  | 'questions'
  | 'email'
  | 'document'
  | 'selfie'
  | 'face'
  | 'statement'
  | 'delay'
  | 'checking'
  | 'submitted'
  | 'review'
  | 'result'
  | 'waiting';

/** Steps whose screen bears their name. */
const ownStages = ['codes', 'questions', 'selfie', 'face', 'statement', 'delay'] as const;

const ended = ['approved', 'declined', 'cancelled', 'expired'];
const notBegun = ['locked', 'ready', 'skipped_by_policy'];

/**
 * Which screen to show, from the service's view alone. `planSeen`: the person has pressed [Continue]
 * on the plan; whoever has begun a step has seen it too.
 */
export function stageOf(view: CaseView, planSeen: boolean): Stage {
  if (view.result || ended.includes(view.status)) return 'result';
  if (view.actions.includes('reactivate')) return 'reminder';
  if (view.status === 'draft' || (view.steps.length === 0 && view.status !== 'processing')) {
    return 'dialog';
  }
  const isSubmitted = view.actions.includes('got_it') || view.status === 'in_review';
  if (isSubmitted) return view.acknowledged ? 'review' : 'submitted';
  const step = view.steps.find(({ kind }) => kind === view.current);
  if (!step) return view.status === 'processing' ? 'checking' : 'waiting';
  if (step.status === 'submitted' || step.status === 'processing') return 'checking';
  const hasBegun = view.steps.some(
    ({ kind, status }) => kind !== 'reminder' && !notBegun.includes(status),
  );
  if (!planSeen && !hasBegun && view.status !== 'waiting_resubmission') return 'plan';
  if (step.kind === 'email_confirmation') return 'email';
  if (step.kind === 'id_document') return 'document';
  return ownStages.find((stage) => stage === step.kind) ?? 'waiting';
}
