import type { CaseView, StepView } from '../../src/core/wire.ts';

const minuteMs = 60_000;

export function at(minutes: number): string {
  return new Date(Date.now() + minutes * minuteMs).toISOString();
}

export function step(kind: StepView['kind'], more: Partial<StepView> = {}): StepView {
  const reasons: Partial<Record<StepView['kind'], string>> = {
    questions: 'reason.questions.history',
    email_confirmation: 'reason.email.mailbox',
    codes: 'reason.codes.factors',
    id_document: 'reason.document.identity',
    selfie: 'reason.selfie.document',
    face: 'reason.face.present',
  };
  return {
    kind,
    status: 'locked',
    reasonId: reasons[kind] ?? 'unknown.reason',
    minutes: kind === 'id_document' ? 3 : 1,
    alternative: kind === 'selfie' || kind === 'face' ? 'statement' : null,
    until: null,
    faults: [],
    ...more,
  };
}

const kinds = ['questions', 'email_confirmation', 'id_document', 'selfie', 'face'] as const;

export function baseView(more: Partial<CaseView> = {}): CaseView {
  return {
    caseId: 'c-1',
    status: 'draft',
    kind: 'unlock',
    lost: [],
    service: 'Northwind Exchange',
    accountMasked: 'm•••a@example.org',
    now: at(0),
    lock: {
      cause: 'self',
      unlockable: 'self_service',
      since: at(-190),
      earliestUnlockAt: at(-70),
      notifyWanted: false,
    },
    actions: ['unlock', 'withdraw'],
    reminder: null,
    because: [],
    steps: [],
    current: null,
    progress: { done: 0, total: 0, minutesLeft: 0 },
    reviewEstimate: { p50: 42, p90: 250, n: 37 },
    questions: null,
    codes: null,
    email: null,
    document: null,
    selfie: null,
    face: null,
    result: null,
    acknowledged: false,
    csrf: 'csrf-token-of-the-mock',
    ...more,
  };
}

/** The plan of five steps with `current` open and those before it done. */
export function stepView(
  current: StepView['kind'],
  more: Partial<CaseView> = {},
  stepMore: Partial<StepView> = {},
): CaseView {
  const order: StepView['kind'][] = kinds.some((kind) => kind === current)
    ? [...kinds]
    : [...kinds, current];
  const index = order.indexOf(current);
  const steps = order.map((kind, i) =>
    i < index
      ? step(kind, { status: 'submitted' })
      : i === index
        ? step(kind, { status: 'in_progress', ...stepMore })
        : step(kind),
  );
  return baseView({
    status: 'waiting_user',
    because: ['because.frozen_by_you', 'because.full_check'],
    steps,
    current,
    actions: ['other_lane', 'withdraw'],
    progress: { done: index, total: order.length, minutesLeft: order.length - index + 2 },
    ...more,
  });
}
