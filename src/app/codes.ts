/** S4: codes to what is bound. Derived from a stored id, counted for account and step, used once. */

import { turnOf } from '../core/case/decide.ts';
import { stepOf } from '../core/case/evolve.ts';
import type { CaseCommand, CaseState, CodeChannel, StepVerdict } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { isUsable } from '../core/policy/channels.ts';
import { secondsBetween } from '../core/time.ts';
import type { CodeChannelView, CodesView } from '../core/wire-codes.ts';
import { judgeCodes, judgeWithoutCodes } from '../verifications/codes/judge-codes.ts';
import { isAfterSetUp, matchTotp } from '../verifications/codes/totp.ts';
import type { App } from './app.ts';
import { askedChannels, codeTargets, currentTarget, trustIn } from './code-targets.ts';
import { execute, executeIf } from './execute.ts';
import { requireCurrent } from './present-case.ts';
import type { Stores } from './stores.ts';
import { newToken } from './tokens.ts';

const person = { type: 'person' } as const;
const hourSeconds = 3600;

const sendsScope = (accountId: string) => `codes-send:${accountId}`;
const triesScope = (accountId: string) => `codes:${accountId}`;

/** [Get code]. The code before it dies; the message leaves from the outbox, which holds no code. */
export async function sendCode(app: App, caseId: string, channel: CodeChannel): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'codes');
  requireAsked(state, channel);
  // Planned while there was a gateway: nothing is promised that nobody sends.
  if (channel === 'sms' && app.sms === null) throw new ThawError('unavailable', 'no SMS gateway');
  const contact = await currentTarget(app, state, channel);
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    await requireWaiting(tx, caseId, channel);
    const { accountId } = state;
    const within = await tx.budgets.raise(
      sendsScope(accountId),
      hourSeconds,
      limits.codeSendsPerHourMax,
    );
    const unread = await tx.codes.unread(accountId, hourSeconds);
    if (!within || unread >= limits.codesUnreadMax) {
      throw new ThawError('too_many', 'codes an hour', { retryAfterSeconds: hourSeconds });
    }
    await newCode(app, tx, { state, channel, contactId: contact.id });
  });
  app.changed(caseId);
}

async function newCode(
  app: App,
  tx: Stores,
  asked: { readonly state: CaseState; readonly channel: CodeChannel; readonly contactId: string },
): Promise<void> {
  const { channel, contactId } = asked;
  const { caseId, accountId } = asked.state;
  const id = app.secrets.randomId();
  const code = app.secrets.codeFor(`code-${channel}`, id);
  const ttlSeconds = limits.codeTtlSeconds;
  const mac = macOf(app, id, code);
  await tx.codes.create({ id, caseId, accountId, channel, contactId, mac, ttlSeconds });
  const row = await tx.codes.find(id);
  const notMe = await newToken(app, tx, {
    purpose: 'not_me',
    caseId,
    accountId,
    contactId,
    ttlSeconds: limits.notMeLinkTtlDays * 86_400,
  });
  const asker = { ...(await tx.sessions.latestClient(caseId)) };
  await tx.outbox.add({
    id: app.secrets.randomId(),
    key: `code:${id}`,
    caseId,
    accountId,
    channel: channel === 'sms' ? 'sms' : 'email',
    contactId,
    template: 'code',
    params: { code: id, notMe: notMe.id, asked: asker, until: row?.expiresAt ?? null },
  });
  await tx.audit.add({
    actor: person,
    action: 'code.asked',
    caseId,
    accountId,
    detail: { channel },
  });
}

export const macOf = (app: App, id: string, code: string) =>
  app.secrets.keyed('code', `${id}:${code}`);

/** The code of a message in the outbox; null when it would be dead on arrival. */
export async function codeOfMessage(app: App, codeId: string): Promise<string | null> {
  const row = await app.db.read.codes.find(codeId);
  return row?.living === true ? app.secrets.codeFor(`code-${row.channel}`, codeId) : null;
}

/** Whether a try shows its channel; runs in the transaction, and uses up what it found right. */
export type CodeCheck = (tx: Stores, state: CaseState) => Promise<boolean>;

/** [Submit]. A wrong, an old, a used and a never sent code are answered alike. */
export async function submitCode(
  app: App,
  caseId: string,
  typed: { readonly channel: CodeChannel; readonly code: string },
): Promise<void> {
  const { channel } = typed;
  const code = typed.code.replace(/[\s-]/g, '');
  if (channel === 'passkey') throw new ThawError('bad_request', 'a passkey is no code');
  const { state } = await requireCurrent(app, caseId, 'codes');
  const check =
    channel === 'totp' ? await totpCheck(app, state, code) : sentCheck(app, channel, code);
  await tryChannel(app, caseId, channel, check);
}

function sentCheck(app: App, channel: CodeChannel, code: string): CodeCheck {
  return async (tx, { caseId }) => {
    const row = await tx.codes.newest(caseId, channel);
    return row !== null && tx.codes.use(row.id, macOf(app, row.id, code));
  };
}

/**
 * The secret is asked of the host for this try alone; without an answer nothing is counted. An app that
 * was bound shortly before the freeze, or since, is the thief's as well as the owner's.
 */
async function totpCheck(app: App, state: CaseState, code: string): Promise<CodeCheck> {
  const bound = await app.authenticators.totp(state.accountId);
  // Asked afterwards: an app that took the place of another one in between is not trusted for it.
  const record = await app.directory.find(state.accountId);
  const isTrusted = record !== null && isUsable(record, 'totp', trustIn(state));
  const secret = isTrusted ? bound : null;
  const since = record?.factorsSince?.totp;
  return async (tx, { caseId, accountId }) => {
    const step = secret === null ? null : matchTotp(secret, code, await tx.now());
    if (secret === null || step === null) return false;
    if (since !== undefined && !isAfterSetUp(secret, step, since)) return false;
    if (!(await tx.codes.useTotpStep(accountId, step))) return false;
    await tx.codes.pass({ id: app.secrets.randomId(), caseId, accountId, channel: 'totp' });
    return true;
  };
}

/**
 * One try. The counter is raised in its own statement before anything is compared, for account and
 * step: a new code, another device and 200 tries at once bring no more (SP 800-63B-4 3.1.3.2-R5).
 */
export async function tryChannel(
  app: App,
  caseId: string,
  channel: CodeChannel,
  check: CodeCheck,
): Promise<void> {
  const { state: before, step } = await requireCurrent(app, caseId, 'codes');
  requireAsked(before, channel);
  await requireWaiting(app.db.read, caseId, channel);
  const triesMax = step.plan.attemptsMax;
  const tries = await app.db.read.budgets.count(
    triesScope(before.accountId),
    limits.codeTriesWindowSeconds,
    triesMax,
  );
  let wrong = false;
  await executeIf(app, { caseId, actor: person }, async (tx, state) => {
    await requireWaiting(tx, caseId, channel);
    const right = tries <= triesMax && (await check(tx, state));
    const passed = await tx.codes.passed(caseId);
    const channelsLeft = askedChannels(state).filter((one) => !passed.includes(one)).length;
    if (right) await noteRight(tx, state, channel);
    if (right && channelsLeft > 0 && tries < triesMax) return null;
    wrong = !right && tries !== triesMax;
    // Beyond the budget nothing happens any more: the answer is that of a wrong code.
    if (tries > triesMax) return null;
    return submitted(judgeCodes({ right, channelsLeft, tries, triesMax }).verdict);
  });
  if (wrong) throw new ThawError('code_wrong', 'wrong, old, used or never sent');
}

async function noteRight(tx: Stores, { caseId, accountId }: CaseState, channel: CodeChannel) {
  const detail = { channel };
  await tx.audit.add({ actor: person, action: 'code.right', caseId, accountId, detail });
}

const submitted = (verdict: StepVerdict): CaseCommand => ({
  type: 'submit_step',
  step: 'codes',
  verdict,
});

/** Nothing that was bound can be trusted with a code, or no try is left: a person decides. */
export async function goOnWithoutCodes(app: App, caseId: string): Promise<void> {
  const { state, step } = await requireCurrent(app, caseId, 'codes');
  const tries = await app.db.read.budgets.used(
    triesScope(state.accountId),
    limits.codeTriesWindowSeconds,
  );
  const why = askedChannels(state).length === 0 ? 'no_channel' : 'no_tries';
  if (why === 'no_tries' && tries < step.plan.attemptsMax) {
    throw new ThawError('not_now', 'codes can be tried');
  }
  const command = submitted(judgeWithoutCodes(why).verdict);
  await execute(app, { caseId, actor: person, command });
}

export function requireAsked(state: CaseState, channel: CodeChannel): void {
  if (!askedChannels(state).includes(channel)) throw new ThawError('not_now', 'not asked for');
}

/** The step is the person's turn, and this channel is not shown yet. */
export async function requireWaiting(
  stores: Stores,
  caseId: string,
  channel: CodeChannel,
): Promise<void> {
  const stored = await stores.cases.load(caseId);
  if (stored === null || turnOf(stored.state, 'codes') === undefined) {
    throw new ThawError('not_now', 'no codes now');
  }
  if ((await stores.codes.passed(caseId)).includes(channel)) {
    throw new ThawError('already_done', 'this channel is shown');
  }
}

export async function viewCodes(app: App, state: CaseState): Promise<CodesView> {
  const { caseId, accountId } = state;
  const stores = app.db.read;
  const step = stepOf(state, 'codes');
  const now = await stores.now();
  const targets = await codeTargets(app, stores, caseId);
  const passed = await stores.codes.passed(caseId);
  const channels = await Promise.all(
    askedChannels(state).map(
      async (channel): Promise<CodeChannelView> => ({
        channel,
        to: targets[channel]?.masked ?? null,
        passed: passed.includes(channel),
        ...(await newestSent(app, caseId, channel, now)),
      }),
    ),
  );
  const sent = await stores.budgets.used(sendsScope(accountId), hourSeconds);
  const tries = await stores.budgets.used(triesScope(accountId), limits.codeTriesWindowSeconds);
  const unread = await stores.codes.unread(accountId, hourSeconds);
  return {
    channels,
    triesLeft: Math.max(0, (step?.plan.attemptsMax ?? 0) - tries),
    sendsLeft: Math.max(
      0,
      Math.min(limits.codeSendsPerHourMax - sent, limits.codesUnreadMax - unread),
    ),
  };
}

const slowSeconds = 20;

async function newestSent(
  app: App,
  caseId: string,
  channel: CodeChannel,
  now: string,
): Promise<Pick<CodeChannelView, 'sentAt' | 'expiresAt' | 'delayed'>> {
  const none = { sentAt: null, expiresAt: null, delayed: false };
  if (channel !== 'email' && channel !== 'sms') return none;
  const row = await app.db.read.codes.newest(caseId, channel);
  if (row === null) return none;
  const message = await app.db.read.outbox.latest(caseId, 'code');
  const isMine = message?.params['code'] === row.id && !message.sent;
  return {
    sentAt: row.createdAt,
    expiresAt: row.expiresAt,
    delayed: isMine && secondsBetween(row.createdAt, now) > slowSeconds,
  };
}
