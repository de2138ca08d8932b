/** Tries a candidate for the policy. Nothing of it is kept but who tried which text, by its hash. */

import { createHash } from 'node:crypto';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { PolicyTrialView } from '../core/wire-policy.ts';
import type { App } from './app.ts';
import { readPastCases } from './policy-facts.ts';

export interface PolicyCandidate {
  readonly policy: string;
  /** Its tests; null where none were given. */
  readonly tests: string | null;
}

/** @throws ThawError `file_too_large`, `too_many` while another one is tried, `quota` */
export async function tryCandidate(
  app: App,
  staffId: string,
  candidate: PolicyCandidate,
  replayedMax: number,
): Promise<PolicyTrialView> {
  const { policy, tests } = candidate;
  for (const text of [policy, tests ?? '']) {
    if (Buffer.byteLength(text) > limits.policyTrialTextBytesMax) {
      throw new ThawError('file_too_large', 'policy');
    }
  }
  const sha256 = createHash('sha256').update(policy, 'utf8').digest('hex');
  const end = await app.policyTrials.run(async () => {
    const scope = `policy-trial:${staffId}`;
    if (!(await app.db.read.budgets.raise(scope, 3600, limits.policyTrialsPerHour))) {
      throw new ThawError('quota', 'policy trials', { retryAfterSeconds: 600 });
    }
    // Before the work: what could end the service would be known by its hash.
    await app.db.read.audit.add({
      actor: { type: 'reviewer', id: staffId },
      action: 'policy.tried',
      detail: { sha256 },
    });
    const past = await readPastCases(app, app.db.read, replayedMax);
    return { candidate: policy, tests, inForce: app.policy.checked.text, past };
  });
  switch (end.kind) {
    case 'done':
      return end.view;
    case 'busy':
      throw new ThawError('too_many', 'another policy is being tried', {
        retryAfterSeconds: limits.policyTrialSeconds,
      });
    case 'ended':
      app.log.info('policy.trial_ended', { why: end.why, sha256 });
      return { outcome: 'too_large' };
  }
}
