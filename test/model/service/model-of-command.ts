/** What one command does to the model. True when it happens. */

import { requiredBoxes } from '../../../src/core/case/decide.ts';
import type { CaseCommand, CodeChannel, StepVerdict } from '../../../src/core/case/types.ts';
import type { AccountModel } from './account-model.ts';
import type { ServiceModel } from './service-model.ts';

/** What a person or a reviewer asks of the service. */
export type ServiceCommand =
  | CaseCommand
  | { readonly type: 'send_code'; readonly channel: CodeChannel }
  | { readonly type: 'try_code'; readonly channel: CodeChannel; readonly typed: Typed }
  | { readonly type: 'without_codes' };

/** `old`: of an earlier message on the same channel. */
export type Typed = 'right' | 'wrong' | 'old';

/** What the tables say beside the model. */
export interface Beside {
  /** Numbers of the cases that reviewers wait for, longest waiting first. */
  readonly queue: readonly number[];
  /** The case's newest [This was not me] can still be pressed. */
  readonly linkLives: boolean;
}

export function inModel(
  account: AccountModel,
  command: ServiceCommand,
  { linkLives, queue }: Beside,
): boolean {
  const happened =
    command.type === 'claim_review'
      ? account.claim(command.reviewer, queue)
      : !(account.host.trouble === 'host_gone' && asksTheHost(command)) &&
        apply(account.current, command, linkLives);
  account.noteEnds();
  return happened;
}

/** Nothing is promised, proven or decided without the host's word. */
function asksTheHost(command: ServiceCommand): boolean {
  if (command.type === 'try_code') return command.channel === 'totp';
  const asking = ['request_unlock', 'accept_reminder', 'approve', 'appeal', 'send_code'];
  return asking.includes(command.type);
}

function apply(model: ServiceModel, command: ServiceCommand, linkLives: boolean): boolean {
  switch (command.type) {
    case 'request_unlock':
      return model.requestUnlock();
    case 'accept_reminder':
      return accept(model, command);
    case 'start_step':
      return model.start(command.step);
    case 'submit_step':
      return model.submit(command.step, markOf(command.verdict));
    case 'take_other_lane':
      return model.otherLane(command.step);
    case 'release_review':
      return model.release(command.reviewer);
    case 'approve':
      return model.approve(
        command.reviewer,
        command.accepted.length > 0,
        command.note.trim() !== '',
      );
    case 'decline':
      return model.decline(
        command.reviewer,
        command.reasons.length > 0,
        command.final,
        command.appealDays * 86_400,
      );
    case 'appeal':
      return model.appeal();
    case 'request_resubmission':
      return model.askAgain(command.reviewer, command.step, command.reasons.length > 0);
    case 'withdraw':
      return model.cancel();
    case 'withdraw_consent':
      return model.withdrawConsent();
    case 'owner_stop':
      return model.ownerStops(linkLives);
    case 'send_code':
      return model.sendCode(command.channel);
    case 'try_code':
      return model.tryCode(command.channel, command.typed === 'right');
    case 'without_codes':
      return model.goOnWithoutCodes();
    default:
      throw new Error(`${command.type} is the worker's`);
  }
}

function accept(model: ServiceModel, command: CaseCommand & { type: 'accept_reminder' }): boolean {
  const { biometricConsent, evidence, plan } = command;
  const steps = plan.steps.map(({ alternative, attemptsMax, channels, kind }) => ({
    kind,
    other: alternative,
    triesMax: attemptsMax,
    ...(channels == null ? {} : { channels }),
  }));
  const delay = plan.steps.find((step) => step.kind === 'delay');
  const ticked = requiredBoxes.every((box) => evidence.ticked.includes(box));
  const delaySeconds = delay?.delaySeconds ?? 0;
  const limits = Object.fromEntries(plan.restrictions.map(({ hours, kind }) => [kind, hours]));
  const modelPlan = { steps, approvals: plan.approvalsRequired, delaySeconds, limits };
  return model.accept(modelPlan, biometricConsent, ticked);
}

function markOf(verdict: StepVerdict): 'passed' | 'doubtful' | 'counted' | 'free' {
  if (verdict.outcome === 'passed') return 'passed';
  if (verdict.outcome === 'needs_review') return 'doubtful';
  return verdict.counted ? 'counted' : 'free';
}

export function nameOfCommand(command: ServiceCommand): string {
  if ('step' in command) return `${command.type} ${command.step}`;
  if (command.type === 'try_code') return `try_code ${command.channel} ${command.typed}`;
  return command.type === 'send_code' ? `send_code ${command.channel}` : command.type;
}
