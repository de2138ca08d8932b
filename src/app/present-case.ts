/** What the person's page may know of a case, and what may be done now. */

import { mayAppeal } from '../core/case/appeal.ts';
import { isBiometric, isPersonsTurn, isSettled, turnOf } from '../core/case/decide.ts';
import type { CaseState, StepKind, StepState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { mayTellPerson, type Reason } from '../core/reasons.ts';
import { secondsBetween } from '../core/time.ts';
import type {
  CaseAction,
  CaseView,
  EmailView,
  FaultView,
  ResultView,
  StepView,
} from '../core/wire.ts';
import { reminderOf } from './accept-reminder.ts';
import { type AccountSnapshot, loadWithSnapshot } from './account-snapshot.ts';
import type { App } from './app.ts';
import { codeTargets, mayBeLost } from './code-targets.ts';
import { viewCodes } from './codes.ts';
import { viewDocument } from './document.ts';
import { csrfFor } from './enter-case.ts';
import { faceNotBefore } from './face-waits.ts';
import { caseOf, viewHandoff } from './handoff.ts';
import { viewQuestions } from './questions.ts';
import { viewSelfie } from './selfie.ts';
import { viewStatement } from './statement.ts';
import type { SessionRow, StoredCase, Stores } from './stores.ts';
import { viewAskedLater } from './trusted-contact.ts';
import { progressUrl } from './view-progress.ts';
import { isPossibleByMail } from './without-mail.ts';

/** Below this many decided cases an estimate would be a guess. */
const estimateCasesMin = 5;

export async function viewCase(app: App, session: SessionRow): Promise<CaseView> {
  const caseId = caseOf(session);
  const found = await loadWithSnapshot(app, app.db.read, caseId);
  if (found === null) throw new Error('a session names a case that is not there');
  return presentCase(app, session, found);
}

/** The same for a caller that has read the case. */
export async function presentCase(
  app: App,
  session: SessionRow,
  { stored, snapshot }: { readonly stored: StoredCase; readonly snapshot: AccountSnapshot },
): Promise<CaseView> {
  const { state } = stored;
  const { caseId } = state;
  const current = currentStep(state);
  const now = stored.readAt;
  const email = current?.plan.kind === 'email_confirmation' ? await viewEmail(app, state) : null;
  return {
    caseId,
    status: state.status,
    kind: state.kind,
    lost: state.lost ?? [],
    service: app.config.serviceName,
    accountMasked: snapshot.accountMasked,
    now,
    lock: {
      cause: state.lock.cause,
      unlockable: state.lock.unlockable,
      since: state.lock.since,
      earliestUnlockAt: state.waitUntil ?? state.lock.earliestUnlockAt,
      notifyWanted: stored.notifyWanted,
    },
    actions:
      email?.byMail === false
        ? withoutMail(actionsOf(stored, current, now))
        : actionsOf(stored, current, now),
    reminder: state.status === 'open' ? reminderOf(app) : null,
    because: state.plan?.because ?? [],
    steps: state.steps.filter((s) => s.status !== 'skipped_by_policy').map(presentStep),
    current: current?.plan.kind ?? null,
    progress: progressOf(state),
    reviewEstimate: await reviewEstimate(app),
    questions: current?.plan.kind === 'questions' ? await viewQuestions(app, caseId) : null,
    codes: current?.plan.kind === 'codes' ? await viewCodes(app, state) : null,
    email,
    document:
      current?.plan.kind === 'id_document' ? await viewDocument(app, caseId, current.plan) : null,
    selfie: current?.plan.kind === 'selfie' ? await viewSelfie(app, caseId, current.plan) : null,
    face:
      current?.plan.kind === 'face'
        ? {
            handoff: await viewHandoff(app, session),
            attemptsLeft: attemptsLeft(current),
            notBefore: await faceNotBefore(app, caseId),
          }
        : null,
    statement: current?.plan.kind === 'statement' ? await viewStatement(app, caseId) : null,
    contactAsked: await viewAskedLater(app, state),
    result: presentResult(app, state, now),
    acknowledged: stored.acknowledgedAt !== null,
    progressUrl: await progressUrl(app, state),
    csrf: csrfFor(app, session),
  };
}

/** By database: the estimate moves slowly, and every page asks for it. */
const estimates = new WeakMap<object, { readonly minutes: Minutes; readonly askedMs: number }>();
const estimateKeptMs = 5_000;
type Minutes = Awaited<ReturnType<Stores['cases']['reviewMinutes']>>;

async function recentReviewMinutes(stores: Stores): Promise<Minutes> {
  const known = estimates.get(stores);
  const nowMs = performance.now();
  if (known !== undefined && nowMs - known.askedMs < estimateKeptMs) return known.minutes;
  const minutes = await stores.cases.reviewMinutes();
  estimates.set(stores, { minutes, askedMs: nowMs });
  return minutes;
}

export async function reviewEstimate(app: App): Promise<CaseView['reviewEstimate']> {
  const minutes = await recentReviewMinutes(app.db.read);
  return minutes.n < estimateCasesMin ? null : minutes;
}

export function currentStep(state: CaseState): StepState | null {
  if (state.status === 'waiting_resubmission') {
    return state.steps.find((s) => isPersonsTurn(s)) ?? null;
  }
  return state.steps.find((s) => !isSettled(s) && s.status !== 'locked') ?? null;
}

function attemptsLeft(step: StepState): number {
  return Math.max(0, step.plan.attemptsMax - step.attemptsCounted);
}

const stepActions: Partial<Record<StepKind, readonly CaseAction[]>> = {
  questions: ['start_questions', 'answer_question'],
  codes: ['send_code', 'submit_code'],
  email_confirmation: ['send_email'],
  id_document: ['choose_document', 'upload_document', 'submit_document'],
  selfie: ['upload_selfie', 'submit_selfie'],
  face: ['begin_face', 'create_handoff'],
  statement: ['write_statement', 'record_statement'],
};

function actionsOf(stored: StoredCase, current: StepState | null, now: string): CaseAction[] {
  const { state } = stored;
  const living: CaseAction[] = mayWithdrawConsent(state)
    ? ['withdraw_consent', 'withdraw']
    : ['withdraw'];
  switch (state.status) {
    case 'draft':
      return state.lock.unlockable === 'self_service' ? ['unlock', ...living] : living;
    case 'waiting_delay': {
      const wait = state.plan === null && !stored.notifyWanted && (state.waitUntil ?? now) > now;
      return wait ? ['notify_when_ready', ...living] : living;
    }
    case 'open':
      return ['reactivate', ...living];
    case 'waiting_user':
    case 'waiting_resubmission': {
      if (current === null || !isPersonsTurn(current)) return living;
      return [...(stepActions[current.plan.kind] ?? []), ...stepExtras(state, current), ...living];
    }
    case 'in_review':
      return stored.acknowledgedAt === null ? ['got_it', ...living] : living;
    default:
      return [];
  }
}

/** Nobody reports a mailbox as lost that is not known: the statement is the way. */
function withoutMail(actions: readonly CaseAction[]): readonly CaseAction[] {
  return ['without_email', ...actions.filter((action) => action !== 'codes_unavailable')];
}

/** Ways around or beside a step, where there are. */
function stepExtras(state: CaseState, { plan }: StepState): readonly CaseAction[] {
  const asks = plan.kind === 'statement' && state.plan?.trustedContact === true;
  const maySayLost = mayBeLost(state).length > 0;
  return [
    ...(asks ? (['ask_contact'] as const) : []),
    ...(plan.alternative === null ? [] : (['other_lane'] as const)),
    ...(maySayLost ? (['codes_unavailable'] as const) : []),
  ];
}

function mayWithdrawConsent({ biometricConsent, steps }: CaseState): boolean {
  return (
    biometricConsent &&
    steps.some((step) => isBiometric(step.plan.kind) && step.status !== 'skipped_by_policy')
  );
}

/** Identity doubts look like success to the person: nothing tells which check failed. */
function presentStep(step: StepState): StepView {
  const status =
    step.status === 'needs_review' || step.status === 'processing' ? 'submitted' : step.status;
  const asked = step.status === 'failed_retry' || step.status === 'ready';
  return {
    kind: step.plan.kind,
    status: status === 'passed' && step.plan.kind !== 'delay' ? 'submitted' : status,
    reasonId: step.plan.reasonId,
    minutes: step.plan.minutes,
    alternative: step.plan.alternative,
    until: step.until,
    faults: asked ? faultsOf(step.reasons) : [],
  };
}

export function faultsOf(reasons: readonly Reason[]): readonly FaultView[] {
  return reasons
    .filter(
      (r) =>
        mayTellPerson(r.code) ||
        r.code === 'challenge_not_followed' ||
        r.code === 'no_face' ||
        r.code === 'face_timeout',
    )
    .map(({ code, media, region }) => ({ code, media, region }));
}

function progressOf(state: CaseState): CaseView['progress'] {
  const planned = state.steps.filter((s) => s.status !== 'skipped_by_policy');
  const left = planned.filter((s) => !isSettled(s));
  return {
    done: planned.length - left.length,
    total: planned.length,
    minutesLeft: left.reduce((sum, s) => sum + s.plan.minutes, 0),
  };
}

async function viewEmail(app: App, state: CaseState): Promise<EmailView> {
  const { caseId, accountId } = state;
  const newest = await app.db.read.tokens.latest(caseId, 'confirm');
  // Asked for again, and the new mail is still to be sent.
  const token = newest?.used === true ? null : newest;
  const mail = await app.db.read.outbox.latest(caseId, 'confirm_reactivation');
  const alive = token !== null && !token.expired;
  const refused = mail?.givenUp === true;
  const sends = await app.db.read.budgets.used(`confirm:${accountId}`, 3600);
  const sendsLeft = Math.max(0, limits.emailSendsPerHourMax - sends);
  if (refused || (!alive && !(await isPossibleByMail(app, caseId, mail)))) {
    return { ...notByMail, sendsLeft };
  }
  const now = await app.db.read.now();
  const sentTo = String(newest?.context['sentTo'] ?? '');
  const targets = await codeTargets(app, app.db.read, caseId);
  return {
    byMail: true,
    mayBeLost: mayBeLost(state).map((channel) => ({
      channel,
      to: channel === 'email' ? sentTo : (targets[channel]?.masked ?? null),
    })),
    sentToMasked: sentTo,
    sentAt: token?.createdAt ?? null,
    code: alive ? app.secrets.codeFor('confirm', token.id) : null,
    // Of a link that is too old too: the page then says so and offers another one.
    expiresAt: token?.expiresAt ?? null,
    sendsLeft,
    delayed: mail !== null && !mail.sent && secondsBetween(mail.createdAt, now) > 20,
  };
}

/** The same whatever the reason is: it tells nothing about any address. It may be mended meanwhile. */
const notByMail: Omit<EmailView, 'sendsLeft'> = {
  byMail: false,
  mayBeLost: [],
  sentToMasked: '',
  sentAt: null,
  code: null,
  expiresAt: null,
  delayed: false,
};

export function presentResult(app: App, state: CaseState, now: string): ResultView | null {
  const outcome = outcomeOf(state);
  if (outcome === null) return null;
  return {
    outcome,
    recovery: state.kind !== 'unlock',
    unlocked: state.kind === 'unlock' ? state.unlocked : state.recovered,
    restrictions: state.restrictions
      .filter((r) => !r.ended)
      .map(({ kind, until }) => ({ kind, until })),
    // A final decline says that it could not be verified, never which check it was.
    faults: outcome === 'declined_retry' ? faultsOf(state.decisionReasons) : [],
    appealUntil: mayAppeal(state, now) ? state.appealUntil : null,
    mustChange: outcome === 'approved' ? mustChange(state) : [],
    reason: state.cancelReason,
    returnUrl: app.config.returnUrl,
  };
}

/** What the host asks for, or what is prudent: after a thaw a new password, after a reset a new factor. */
function mustChange({ demands, kind, lock }: CaseState): ResultView['mustChange'] {
  if (demands !== null) return demands;
  if (kind === 'unlock') return ['password'];
  return lock.freezeId === '' ? ['second_factor'] : ['password', 'second_factor'];
}

function outcomeOf(state: CaseState): ResultView['outcome'] | null {
  if (state.status === 'approved') return 'approved';
  if (state.status === 'declined') {
    return state.decision === 'declined_final' ? 'declined_final' : 'declined_retry';
  }
  if (state.status === 'cancelled' || state.status === 'expired') return state.status;
  return null;
}

/** The step that is the person's turn, or `not_now`. */
export async function requireCurrent(
  app: App,
  caseId: string,
  kind: StepKind,
): Promise<{ readonly state: CaseState; readonly step: StepState }> {
  const stored = await app.db.read.cases.load(caseId);
  const step = stored === null ? undefined : turnOf(stored.state, kind);
  if (stored === null || step === undefined) {
    throw new ThawError('not_now', `${kind} is not next`);
  }
  return { state: stored.state, step };
}

export function isCurrent(state: CaseState, kind: StepKind): boolean {
  return turnOf(state, kind) !== undefined;
}
