/** The service under the model: the real commands, worker and stores, in a process that may die. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDatabase } from '../../../src/adapters/postgres/database.ts';
import { noNews } from '../../../src/adapters/postgres/news.ts';
import { acceptReminder, reminderOf } from '../../../src/app/accept-reminder.ts';
import { snapshotName } from '../../../src/app/account-snapshot.ts';
import type { App } from '../../../src/app/app.ts';
import { appealDecision } from '../../../src/app/appeal.ts';
import { goOnWithoutCodes, sendCode, submitCode } from '../../../src/app/codes.ts';
import { execute } from '../../../src/app/execute.ts';
import { confirmLink } from '../../../src/app/links.ts';
import { sendConfirmation } from '../../../src/app/messages.ts';
import { takeOtherLane } from '../../../src/app/other-lane.ts';
import { startRecovery } from '../../../src/app/recovery.ts';
import { requestUnlock, withdraw } from '../../../src/app/request-unlock.ts';
import {
  approveCase,
  askAgain,
  claimNext,
  declineCase,
  releaseCase,
} from '../../../src/app/review-case.ts';
import { sealAudit } from '../../../src/app/seal-audit.ts';
import { submitStatement } from '../../../src/app/statement.ts';
import { disableAccount, ownerSaysNotMe } from '../../../src/app/stop-links.ts';
import type { SessionRow } from '../../../src/app/stores.ts';
import { newToken } from '../../../src/app/tokens.ts';
import { sealJson } from '../../../src/app/vault.ts';
import { withdrawConsent } from '../../../src/app/withdraw-consent.ts';
import { workOnce } from '../../../src/app/work.ts';
import { decideConfig } from '../../../src/config/config.ts';
import { readEnvironment } from '../../../src/config/env.ts';
import { createAppOn } from '../../../src/context.ts';
import type { CaseCommand, CodeChannel, Plan } from '../../../src/core/case/types.ts';
import { ThawError } from '../../../src/core/errors.ts';
import { ordinaryFacts } from '../../../src/core/policy/cases.ts';
import { withChannels } from '../../../src/core/policy/channels.ts';
import { totpCode, totpStep } from '../../../src/verifications/codes/totp.ts';
import { Crashed, mortal, mortalPool, Process } from './crash.ts';
import type { ServiceCommand, Typed } from './model-of-command.ts';
import { appSecret, type Outside } from './outside.ts';
import { reviewerIds } from './service-commands.ts';
import { Away } from './troubles.ts';

export interface Service {
  readonly app: App;
  readonly outside: Outside;
  readonly process: Process;
  /** The plan that the policy chooses next, and the one for an account that is flagged. */
  nextPlan: Plan | null;
  strictPlan: Plan | null;
  /** What failed in the worker for another reason than the end of the process. */
  readonly faults: string[];
  stop(): Promise<void>;
}

/** A new process on the world as it is. */
export async function startService(outside: Outside): Promise<Service> {
  const raw = { ...readEnvironment({}), port: '0', dataDir: outside.dataDir };
  const config = decideConfig(raw, 'development');
  const process = new Process();
  const { mailer, reached, sms } = outside;
  const alive = await createAppOn(config, outside.servicePool, {
    mailer: mortal(mailer, process),
    sms: mortal(sms, process),
    directory: mortal(reached, process),
    authenticators: mortal({ totp: async () => appSecret, passkeys: async () => [] }, process),
    vision: { run: async () => ({ ok: false, failure: 'crashed' }) },
  });
  const faults: string[] = [];
  const service: Service = {
    outside,
    process,
    nextPlan: null,
    strictPlan: null,
    faults,
    app: {
      ...alive,
      db: createDatabase(mortalPool(outside.servicePool, process), noNews),
      webhooks: mortal(outside.webhooks, process),
      policy: {
        ...alive.policy,
        planFor: (...asked) => planned(service.nextPlan ?? service.strictPlan, ...asked),
      },
      log: {
        info: () => {},
        error: (what, detail) => {
          if (!process.dead && outside.troubles.now === null)
            faults.push(`${what} ${JSON.stringify(detail ?? {})}`);
        },
      },
      audit: { ...alive.audit, keeper: outside.heads },
      changed: () => {},
    },
    async stop() {
      await process.rest();
      await connectionsBack(outside);
    },
  };
  return service;
}

/** The plan of the run in place of the policy's, with the channels that the account really has. */
function planned(
  plan: Plan | null,
  ...[record, , { lock, lost }]: Parameters<App['policy']['planFor']>
): ReturnType<App['policy']['planFor']> {
  if (plan === null) throw new Error('no plan was given');
  const trust = { lockedSince: lock.since, trustDays: 0, lost };
  const facts = { ...ordinaryFacts, risk_signals: record.riskSignals };
  return { plan: withChannels(plan, record, trust), facts };
}

/** What the dead process had open is rolled back before the next one looks. */
async function connectionsBack({ servicePool }: Outside): Promise<void> {
  while (servicePool.idleCount < servicePool.totalCount) await nextTurn();
}

/** Throws `ThawError` where the service refuses. */
export async function perform(
  service: Service,
  caseId: string,
  command: ServiceCommand,
): Promise<void> {
  const { app } = service;
  const system = { type: 'system' } as const;
  switch (command.type) {
    case 'request_unlock':
      return requestUnlock(app, caseId);
    case 'accept_reminder':
      service.nextPlan = command.plan;
      return acceptReminder(app, caseId, { ...command.evidence, version: reminderOf(app).version });
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
    case 'withdraw_consent':
      return withdrawConsent(app, caseId);
    case 'owner_stop':
      return ownerStop(service, caseId);
    case 'appeal':
      return appeal(service, caseId);
    case 'send_code':
      return sendCode(app, caseId, command.channel);
    case 'try_code': {
      const code = await codeToType(service, caseId, command);
      return submitCode(app, caseId, { channel: command.channel, code });
    }
    case 'without_codes':
      return goOnWithoutCodes(app, caseId);
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
  const submitted = { caseId, command, actor: { type: 'person' } } as const;
  if (step !== 'selfie' && step !== 'face') {
    await execute(app, submitted);
    return;
  }
  // What the face showed stands in the vault, as the step's own command would keep it.
  await execute(app, submitted, (tx) => sealJson(app, tx, caseId, `result:${step}`, { verdict }));
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
  const behind = app.db.read.cases.loadWith(caseId, snapshotName);
  const view = await confirmLink(app, { token, code: null }, behind);
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

/** [Security verification unavailable?] in the person's browser. `caseId` null: refused, or dead. */
export async function leaveForRecovery(
  { app, process }: Service,
  caseId: string,
  lost: readonly CodeChannel[],
): Promise<{ readonly caseId: string | null; readonly crashed: boolean }> {
  const session: SessionRow = {
    id: app.secrets.randomId(),
    kind: 'person',
    caseId,
    handoffId: null,
    staffId: null,
    knownDevice: false,
    client: { browser: 'model', network: 'model' },
    createdAt: '',
  };
  try {
    const begun = await startRecovery(app, session, lost);
    const row = await app.db.read.sessions.find(app.secrets.hashToken(begun.raw), 'person', 3600);
    return { caseId: row?.caseId ?? null, crashed: false };
  } catch (error) {
    const refused = error instanceof ThawError && error.code !== 'internal';
    if (!refused && !(error instanceof Crashed || error instanceof Away)) throw error;
    return { caseId: null, crashed: process.dead };
  }
}

/** By a mailed link where there is one. */
async function ownerStop({ app }: Service, caseId: string): Promise<void> {
  const row = await app.db.read.tokens.latest(caseId, 'not_me');
  if (row !== null && !row.expired) {
    const { state } = await ownerSaysNotMe(app, app.secrets.tokenFor('not_me', row.id));
    if (state !== 'done') throw new ThawError('not_now', `the link is ${state}`);
    return;
  }
  const actor = { type: 'owner_link' } as const;
  await execute(app, { caseId, command: { type: 'owner_stop' }, actor });
}

/** Links of messages that came, oldest first; whether it lives, as the table of tokens has it. */
export async function disableLinks(
  { pool }: Outside,
  accountId: string,
): Promise<readonly { readonly id: string; readonly lives: boolean }[]> {
  const { rows } = await pool.query<{ id: string; lives: boolean }>(
    `select id, used_at is null and expires_at > thaw_now() as lives from thaw.tokens
      where account_id = $1 and purpose = 'disable' order by created_at, id`,
    [accountId],
  );
  return rows;
}

/** True when the account is on its way to being frozen by this press. */
export async function pressDisable({ app }: Service, tokenId: string): Promise<boolean> {
  return (await disableAccount(app, app.secrets.tokenFor('disable', tokenId))).state === 'done';
}

/** What the person reads in the message, or in the app: the newest, an earlier one, or a slip. */
async function codeToType(
  { app, outside }: Service,
  caseId: string,
  { channel, typed }: { readonly channel: CodeChannel; readonly typed: Typed },
): Promise<string> {
  const codes =
    channel === 'totp'
      ? await codesOfApp(app)
      : (await sentIds(outside, caseId, channel)).map((id) =>
          app.secrets.codeFor(`code-${channel}`, id),
        );
  const [right = '000000', ...others] = codes;
  if (typed === 'right') return right;
  const old = others.at(-1);
  return typed === 'old' && old !== undefined && old !== right ? old : slipOf(right, codes);
}

/** Of now, of the steps beside that count as well, and of one long past. */
async function codesOfApp(app: App): Promise<readonly string[]> {
  const step = totpStep(appSecret, await app.db.read.now());
  const counting = [step, step - 1, step + 1].map((one) => totpCode(appSecret, one));
  const past = totpCode(appSecret, step - 20);
  return counting.includes(past) ? counting.slice(0, 1) : [...counting, past];
}

function slipOf(right: string, codes: readonly string[]): string {
  for (let slip = 1; ; slip += 1) {
    const code = String((Number(right) + slip) % 10 ** right.length).padStart(right.length, '0');
    if (!codes.includes(code)) return code;
  }
}

/** Of the case and channel, newest first. */
async function sentIds(outside: Outside, caseId: string, channel: CodeChannel) {
  const { rows } = await outside.pool.query<{ id: string }>(
    'select id from thaw.codes where case_id = $1 and channel = $2 order by created_at desc',
    [caseId, channel],
  );
  return rows.map(({ id }) => id);
}

/** True when the process died. */
export async function drain({ app, process }: Service): Promise<boolean> {
  for (let round = 0; round < 200 && !process.dead; round += 1) {
    const did = await process.whileAlive(workOnce(app)).catch((error: unknown) => {
      if (error instanceof Crashed) return null;
      throw error;
    });
    if (did === null || did === 0) return process.dead;
  }
  if (!process.dead) throw new Error('the worker never rests');
  return true;
}

/** True when the process died. */
export async function seal({ app, process }: Service): Promise<boolean> {
  await sealAudit(app).catch((error: unknown) => {
    if (!(error instanceof Crashed)) throw error;
  });
  return process.dead;
}
