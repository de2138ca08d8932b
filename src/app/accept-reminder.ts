import { requiredBoxes } from '../core/case/decide.ts';
import { ThawError } from '../core/errors.ts';
import type { ReminderView } from '../core/wire.ts';
import type { App } from './app.ts';
import { sealCodeTargets } from './code-targets.ts';
import { execute } from './execute.ts';
import { keepPolicyFacts } from './policy-facts.ts';

/** Version of the reminder's wording; a new wording is a new version. */
const wordingVersion = '2026-11-2';

/** What the reminder promises, which is part of its version: promises of yesterday are not agreed to. */
export function reminderOf({ policy }: Pick<App, 'policy'>): ReminderView {
  const { retentionDays, limitHours } = policy.terms;
  return {
    version: `${wordingVersion}-${retentionDays}d-${limitHours}h`,
    retentionDays,
    limitHours,
  };
}

const knownBoxes: readonly string[] = [...requiredBoxes, 'biometric_consent'];

/** [Reactivate Account]: the boxes are evidence; policy plans the steps and the plan is pinned. */
export async function acceptReminder(
  app: App,
  caseId: string,
  accepted: {
    readonly ticked: readonly string[];
    readonly locale: string;
    readonly textHash: string;
    readonly version: string;
  },
  { knownDevice = false }: { readonly knownDevice?: boolean } = {},
): Promise<void> {
  if (accepted.version !== reminderOf(app).version) {
    throw new ThawError('conflict', 'the reminder says something else now');
  }
  if (accepted.ticked.some((box) => !knownBoxes.includes(box))) {
    throw new ThawError('bad_request', 'unknown box');
  }
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const record = await app.directory.find(stored.state.accountId);
  if (record === null) throw new ThawError('unavailable', 'the host knows no such account now');
  const ownerStoppedAt = await app.db.read.cases.ownerStoppedAt(stored.state.accountId);
  const about = { ...stored.state, knownDevice, ownerStoppedAt };
  const { plan, facts } = app.policy.planFor(record, await app.db.read.now(), about);
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: {
        type: 'accept_reminder',
        evidence: accepted,
        biometricConsent: accepted.ticked.includes('biometric_consent'),
        plan,
        currentFreezeId: record.lock?.freezeId ?? '',
      },
    },
    async (tx) => {
      await keepPolicyFacts(app, tx, caseId, facts);
      await sealCodeTargets(app, tx, stored.state, { record, plan });
    },
  );
}
