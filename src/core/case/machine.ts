/**
 * The case machine, one table on one page: status -> allowed command -> the statuses it may lead to.
 * `decide` refuses what is not here; the API, the pages and docs/flows/case.md are derived from it.
 */

import type { CaseCommandType, CaseStatus } from './types.ts';

type Row = Partial<Record<CaseCommandType, readonly CaseStatus[]>>;

/** After a step is settled: more steps, a delay, or everything is in. */
const afterStep = ['waiting_user', 'waiting_delay', 'in_review'] as const;
const inReview = {
  owner_stop: ['cancelled'],
  note_newer_freeze: ['cancelled'],
  note_thawed: ['cancelled'],
  withdraw: ['cancelled'],
} as const satisfies Row;
/** In review the person has done their part: time that people take ends no case. */
const anywhere = { ...inReview, expire: ['expired'] } as const satisfies Row;

export const machine: Record<CaseStatus, Row> = {
  draft: { request_unlock: ['open', 'waiting_delay'], ...anywhere },
  waiting_delay: {
    end_wait: ['open'],
    end_delay: afterStep,
    withdraw_consent: ['waiting_delay', 'waiting_user'],
    ...anywhere,
  },
  open: { accept_reminder: ['waiting_user', 'waiting_delay'], ...anywhere },
  waiting_user: {
    start_step: ['waiting_user'],
    submit_step: afterStep,
    leave_for_recovery: ['cancelled'],
    take_other_lane: afterStep,
    withdraw_consent: afterStep,
    // A statement in place of withdrawn face checks may be asked for while a delay runs.
    end_delay: afterStep,
    ...anywhere,
  },
  processing: { ...anywhere },
  in_review: {
    claim_review: ['in_review'],
    release_review: ['in_review'],
    approve: ['in_review', 'approved'],
    decline: ['declined'],
    request_resubmission: ['waiting_resubmission'],
    withdraw_consent: ['in_review', 'waiting_user'],
    // Everything may be in already, or the person has nothing to add.
    tighten_plan: afterStep,
    ...inReview,
  },
  waiting_resubmission: {
    start_step: ['waiting_resubmission'],
    submit_step: ['waiting_resubmission', 'in_review'],
    leave_for_recovery: ['cancelled'],
    // The other lane may be done already: then everything is in.
    take_other_lane: ['waiting_resubmission', 'in_review'],
    withdraw_consent: ['waiting_resubmission', 'in_review'],
    ...anywhere,
  },
  approved: {
    record_unlocked: ['approved'],
    record_recovered: ['approved'],
    record_host_refused: ['cancelled'],
    end_restriction: ['approved'],
    owner_stop: ['approved', 'cancelled'],
    redact: ['approved'],
  },
  declined: { appeal: ['in_review'], owner_stop: ['declined'], redact: ['declined'] },
  cancelled: { redact: ['cancelled'], owner_stop: ['cancelled'] },
  expired: { redact: ['expired'], owner_stop: ['expired'] },
};

export const terminalStatuses: readonly CaseStatus[] = [
  'approved',
  'declined',
  'cancelled',
  'expired',
];

export function isTerminal(status: CaseStatus): boolean {
  return terminalStatuses.includes(status);
}

export function isAllowed(status: CaseStatus, command: CaseCommandType): boolean {
  return machine[status][command] !== undefined;
}

/** The picture of the table, in Mermaid; committed as docs/flows/case.md and proven fresh. */
export function machineAsMermaid(): string {
  const lines = ['stateDiagram-v2', '  [*] --> draft: open'];
  for (const [status, row] of Object.entries(machine)) {
    const byTarget = new Map<string, string[]>();
    for (const [command, targets] of Object.entries(row)) {
      for (const target of targets) {
        byTarget.set(target, [...(byTarget.get(target) ?? []), command]);
      }
    }
    for (const [target, commands] of byTarget) {
      lines.push(`  ${status} --> ${target}: ${commands.join(', ')}`);
    }
  }
  for (const status of terminalStatuses) lines.push(`  ${status} --> [*]`);
  return `${lines.join('\n')}\n`;
}
