/** The service under the model: the real commands, worker and stores, in a process that may die. */

import { createDatabase, createPool } from '../../../src/adapters/postgres/database.ts';
import { acceptReminder, reminderVersion } from '../../../src/app/accept-reminder.ts';
import type { App } from '../../../src/app/app.ts';
import { appealDecision } from '../../../src/app/appeal.ts';
import { execute } from '../../../src/app/execute.ts';
import { confirmLink, ownerSaysNotMe } from '../../../src/app/links.ts';
import { sendConfirmation } from '../../../src/app/messages.ts';
import { takeOtherLane } from '../../../src/app/other-lane.ts';
import { requestUnlock, withdraw } from '../../../src/app/request-unlock.ts';
import {
  approveCase,
  askAgain,
  claimNext,
  declineCase,
  releaseCase,
} from '../../../src/app/review-case.ts';
import { submitStatement } from '../../../src/app/statement.ts';
import { newToken } from '../../../src/app/tokens.ts';
import { decideConfig } from '../../../src/config/config.ts';
import { readEnvironment } from '../../../src/config/env.ts';
import { createContext } from '../../../src/context.ts';
import type { CaseCommand, Plan } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import { ordinaryFacts } from '../../../src/core/policy/cases.ts';
import { mortal, mortalPool, Process } from './crash.ts';
import type { Outside } from './outside.ts';
import { reviewerIds } from './service-commands.ts';
import { restrictionHours } from './service-model.ts';

export interface Service {
  readonly app: App;
  readonly process: Process;
  /** The plan that the policy chooses next. */
  nextPlan: Plan | null;
  /** What failed in the worker for another reason than the end of the process. */
  readonly faults: string[];
  stop(): Promise<void>;
}

/** A new process on the world as it is. */
export async function startService(outside: Outside): Promise<Service> {
  const raw = { ...readEnvironment({}), port: '0', dataDir: outside.dataDir };
  const config = decideConfig(raw, 'development');
  const process = new Process();
  const context = await createContext(config, outside.url, {
    mailer: mortal(outside.mailer, process),
    directory: mortal(outside.directory, process),
    vision: { run: async () => ({ ok: false, failure: 'crashed' }) },
  });
  const pool = createPool(outside.url, 10);
  const faults: string[] = [];
  const service: Service = {
    process,
    nextPlan: null,
    faults,
    app: {
      ...context.app,
      db: createDatabase(mortalPool(pool, process)),
      webhooks: mortal(outside.webhooks, process),
      policy: {
        ...context.app.policy,
        planFor: () => {
          if (service.nextPlan === null) throw new Error('no plan was given');
          return { plan: service.nextPlan, facts: ordinaryFacts };
        },
      },
      log: {
        info: () => {},
        error: (what, detail) => {
          if (!process.dead) faults.push(`${what} ${JSON.stringify(detail ?? {})}`);
        },
      },
      changed: () => {},
    },
    async stop() {
      await pool.end();
      await context.stop();
    },
  };
  return service;
}

/** Throws `ThawError` where the service refuses. */
export async function perform(
  service: Service,
  caseId: string,
  command: CaseCommand,
): Promise<void> {
  const { app } = service;
  const system = { type: 'system' } as const;
  switch (command.type) {
    case 'request_unlock':
      return requestUnlock(app, caseId);
    case 'accept_reminder':
      service.nextPlan = {
        ...command.plan,
        restrictions: [{ kind: 'withdrawals', hours: restrictionHours }],
      };
      return acceptReminder(app, caseId, { ...command.evidence, version: reminderVersion });
    case 'submit_step':
      return submit(service, caseId, command);
    case 'take_other_lane':
      return takeOtherLane(app, caseId, command.step);
    case 'claim_review': {
      const claimed = await claimNext(app, idOf(command.reviewer));
      if (claimed === null) throw new ThawError('not_now', 'nothing waits for this reviewer');
      return;
    }
    case 'release_review':
      return releaseCase(app, caseId, idOf(command.reviewer));
    case 'approve':
      return approveCase(app, caseId, idOf(command.reviewer), command);
    case 'decline':
      return declineCase(app, caseId, idOf(command.reviewer), {
        final: command.final,
        reasons: command.reasons.map((reason) => reason.code),
        note: '',
      });
    case 'request_resubmission':
      return askAgain(app, caseId, idOf(command.reviewer), {
        step: command.step,
        reasons: command.reasons.map((reason) => reason.code),
        note: '',
      });
    case 'withdraw':
      return withdraw(app, caseId);
    case 'owner_stop':
      return ownerStop(service, caseId);
    case 'appeal':
      return appeal(service, caseId);
    default:
      await execute(app, { caseId, command, actor: system });
  }
}

export const idOf = (reviewer: string): string => reviewerIds[reviewer] ?? reviewer;

/** Where no picture is needed the step's own command; else the verdict that a judge would give. */
async function submit(
  service: Service,
  caseId: string,
  command: CaseCommand & { type: 'submit_step' },
): Promise<void> {
  const { app } = service;
  const { step, verdict } = command;
  if (step === 'email_confirmation' && verdict.outcome === 'passed') {
    return confirm(service, caseId);
  }
  if (step === 'statement' && verdict.outcome === 'needs_review') {
    return submitStatement(app, caseId, 'I am the owner of this account and lost my passport.');
  }
  await execute(app, { caseId, command, actor: { type: 'person' } });
}

/** By the link of the newest mail, in the browser that asked; a new one where the last one died. */
async function confirm({ app }: Service, caseId: string): Promise<void> {
  let row = await app.db.read.tokens.latest(caseId, 'confirm');
  if (row === null || row.used || row.expired) {
    await sendConfirmation(app, { caseId, once: app.secrets.randomId() });
    row = await app.db.read.tokens.latest(caseId, 'confirm');
  }
  if (row === null) throw new ThawError('not_now', 'no plan, so no link');
  const token = app.secrets.tokenFor('confirm', row.id);
  const view = await confirmLink(app, { token, code: null }, caseId);
  if (view.state !== 'done') throw new ThawError('not_now', `the link is ${view.state}`);
}

/** By the progress link of a mail, which the worker may not have sent yet. */
async function appeal({ app }: Service, caseId: string): Promise<void> {
  const row = await app.db.read.tokens.latest(caseId, 'progress');
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new ThawError('not_found', 'no such case');
  const { accountId } = stored.state;
  const token =
    row !== null && !row.expired
      ? row.id
      : await app.db.transaction(
          async (tx) =>
            (
              await newToken(app, tx, {
                purpose: 'progress',
                caseId,
                accountId,
                ttlSeconds: 3600,
              })
            ).id,
        );
  const text = 'The reviewer may not have seen that the passport is the new one.';
  await appealDecision(app, { token: app.secrets.tokenFor('progress', token), text });
}

/** By a mailed link where there is one. */
async function ownerStop({ app }: Service, caseId: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  if (stored?.state.ownerStopped === true) throw new ThawError('already_done', 'stopped before');
  const row = await app.db.read.tokens.latest(caseId, 'not_me');
  if (row !== null && !row.expired) {
    await ownerSaysNotMe(app, app.secrets.tokenFor('not_me', row.id));
    return;
  }
  const actor = { type: 'owner_link' } as const;
  await execute(app, { caseId, command: { type: 'owner_stop' }, actor });
}
