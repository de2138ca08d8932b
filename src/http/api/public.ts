/** The platform's API: create a case, read it, freeze an account. Bearer keys, idempotency keys. */

import { createHash } from 'node:crypto';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { freezeAccount } from '../../app/host.ts';
import { entryUrl, openCaseForAccount } from '../../app/open-case-for-account.ts';
import { registerAnswers } from '../../app/stored-answers.ts';
import type { Json, JsonObject, StoredCase } from '../../app/stores.ts';
import type { ApiCaller } from '../../app/stores-work.ts';
import type { LockCause } from '../../core/case/lock.ts';
import type { CaseKind, CodeChannel } from '../../core/case/types.ts';
import { ThawError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { id } from '../plugins/ids.ts';
import { createKnownKeys, type KnownKeys } from '../plugins/known-keys.ts';

const errorSchema = Type.Object({
  error: Type.Object({
    code: Type.String(),
    text: Type.String(),
    correlationId: Type.String(),
    retryAfterSeconds: Type.Optional(Type.Number()),
  }),
});
const accountId = Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9_.:-]+$' });
const lostSchema = Type.Array(
  Type.Union(['email', 'sms', 'totp', 'passkey'].map((channel) => Type.Literal(channel))),
  {
    minItems: 1,
    maxItems: 4,
    uniqueItems: true,
    description: 'For lost_channel (with email or sms) and reset_factor (totp, passkey) alone.',
  },
);
const openedSchema = Type.Object({
  case_id: Type.String(),
  status: Type.String(),
  url: Type.String({ description: 'One use, ten minutes. Send the person there.' }),
  url_expires_at: Type.String({ format: 'date-time' }),
});
const caseSchema = Type.Object({
  case_id: Type.String(),
  account_id: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  decision: Type.Union([Type.String(), Type.Null()], {
    description: 'approved, declined_retry (a new case may be opened) or declined_final.',
  }),
  decided_by: Type.Union([Type.String(), Type.Null()], {
    description: 'reviewer or two_reviewers; never who.',
  }),
  unlocked: Type.Boolean({
    description: 'The host has thawed the account. Approved alone is not.',
  }),
  lost: Type.Array(Type.String()),
  recovered: Type.Boolean({ description: 'The host has reset what was lost.' }),
  steps: Type.Array(Type.Object({ kind: Type.String(), status: Type.String() })),
  restrictions: Type.Array(
    Type.Object({ kind: Type.String(), until: Type.String(), ended: Type.Boolean() }),
  ),
  opened_at: Type.String(),
  submitted_at: Type.Union([Type.String(), Type.Null()]),
  decided_at: Type.Union([Type.String(), Type.Null()]),
});
const freezeSchema = Type.Object({ freeze_id: Type.String(), since: Type.String() });
const security = [{ apiKey: [] }];
const keyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The same key and body are given the same answer for two days.',
    }),
  ),
});

interface OpenBody {
  readonly account_id: string;
  readonly kind: CaseKind;
  readonly lost?: readonly CodeChannel[];
  readonly known_device?: boolean;
}

export function addPublicRoutes(server: FastifyInstance, app: App): void {
  const keys = createKnownKeys();
  addAnswers(server, app, keys);
  server.post<{ Body: OpenBody }>(
    '/api/v1/cases',
    {
      schema: {
        tags: ['cases'],
        summary: 'Open a case for a frozen account or for what a person lost, or resume it',
        security,
        headers: keyHeader,
        body: Type.Object(
          {
            account_id: accountId,
            kind: Type.Union(
              ['unlock', 'lost_channel', 'reset_factor'].map((kind) => Type.Literal(kind)),
            ),
            lost: Type.Optional(lostSchema),
            known_device: Type.Optional(
              Type.Boolean({
                description:
                  'The browser that the person is sent from is known to the host from before the freeze. A fact for the policy.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: openedSchema, default: errorSchema },
      },
    },
    async (request, reply) => {
      const accountId = request.body.account_id;
      // Asked for with the key: the answer is used only once the key was found good.
      const known = keys.has(keyHash(app, request));
      const account = known ? app.directory.account(accountId) : undefined;
      account?.catch(() => {});
      return idempotent(
        app,
        keys,
        request,
        reply,
        async (caller) => {
          const opened = await openCaseForAccount(app, {
            accountId,
            kind: request.body.kind,
            lost: request.body.lost ?? [],
            knownDevice: request.body.known_device ?? false,
            actor: { type: 'host', id: caller.id },
            now: caller.readAt,
            ...(account === undefined ? {} : { account }),
          });
          // What is kept for a repeated request holds the token's id, never the token.
          return {
            case_id: opened.caseId,
            status: opened.status,
            token_id: opened.tokenId,
            url_expires_at: opened.urlExpiresAt,
          };
        },
        (kept) => {
          const { token_id, ...rest } = kept;
          return { ...rest, url: entryUrl(app, String(token_id)) };
        },
      );
    },
  );
  server.get<{ Params: { id: string } }>(
    '/api/v1/cases/:id',
    {
      schema: {
        tags: ['cases'],
        summary: 'Read a case',
        security,
        params: Type.Object({ id }),
        response: { 200: caseSchema, default: errorSchema },
      },
    },
    async (request) => {
      await requireApiKey(app, keys, request);
      const stored = await app.db.read.cases.load(request.params.id);
      if (stored === null) throw new ThawError('not_found', 'no such case');
      return presentCase(stored);
    },
  );
  server.post<{ Params: { id: string }; Body: { cause: LockCause; reason?: string } }>(
    '/api/v1/accounts/:id/freeze',
    {
      schema: {
        tags: ['cases'],
        summary: 'Freeze an account: ends its sessions, halts its case, tells every address',
        security,
        headers: keyHeader,
        params: Type.Object({ id: accountId }),
        body: Type.Object(
          {
            cause: Type.Union(
              ['self', 'risk', 'brute_force', 'admin', 'legal', 'payment'].map((c) =>
                Type.Literal(c),
              ),
            ),
            reason: Type.Optional(
              Type.String({
                pattern: '^[a-z0-9_]{1,60}$',
                description: 'A code for why, kept in the audit log. No text about a person.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: freezeSchema, default: errorSchema },
      },
    },
    async (request, reply) =>
      idempotent(app, keys, request, reply, async (caller, effectId) => {
        const frozen = await freezeAccount(app, {
          accountId: request.params.id,
          cause: request.body.cause,
          by: `api:${caller.id}`,
          // Not of the caller's key: the host remembers effects for longer than keys are kept.
          key: `api:${effectId}`,
          ...(request.body.reason === undefined ? {} : { reason: request.body.reason }),
        });
        return { freeze_id: frozen.freezeId, since: frozen.since };
      }),
  );
}

function addAnswers(server: FastifyInstance, app: App, keys: KnownKeys): void {
  const answer = Type.Object(
    {
      question: Type.String({ maxLength: 60 }),
      answer: Type.String({ minLength: 1, maxLength: limits.storedAnswerCharactersMax }),
    },
    { additionalProperties: false },
  );
  server.put<{
    Params: { id: string };
    Body: { answers: { question: string; answer: string }[] };
  }>(
    '/api/v1/accounts/:id/answers',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Register answers to security questions; replaces those before, [] takes all back',
        security,
        params: Type.Object({ id: accountId }),
        body: Type.Object(
          { answers: Type.Array(answer, { maxItems: limits.storedAnswersMax }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), default: errorSchema },
      },
    },
    async (request, reply) => {
      await requireApiKey(app, keys, request);
      await registerAnswers(app, request.params.id, request.body.answers);
      return reply.status(204).send();
    },
  );
}

/** What the platform may know of a case. No evidence, no answers, no addresses. */
function presentCase({ state, ...stored }: StoredCase): Json {
  return {
    case_id: state.caseId,
    account_id: state.accountId,
    kind: state.kind,
    status: state.status,
    decision: state.decision,
    decided_by: state.decidedBy,
    unlocked: state.unlocked,
    lost: [...(state.lost ?? [])],
    recovered: state.recovered === true,
    steps: state.steps.map((s) => ({ kind: s.plan.kind, status: s.status })),
    restrictions: state.restrictions.map((r) => ({ ...r })),
    opened_at: stored.openedAt,
    submitted_at: stored.submittedAt,
    decided_at: stored.decidedAt,
  };
}

function keyHash(app: App, request: FastifyRequest): Uint8Array {
  const header = request.headers.authorization ?? '';
  return app.secrets.hashToken(header.startsWith('Bearer ') ? header.slice(7) : '');
}

async function requireApiKey(
  app: App,
  keys: KnownKeys,
  request: FastifyRequest,
): Promise<ApiCaller> {
  const hash = keyHash(app, request);
  const caller = await app.db.read.access.apiKey(hash);
  if (caller === null) {
    keys.forget(hash);
    throw new ThawError('session_missing', 'api key');
  }
  keys.add(hash);
  return caller;
}

/**
 * draft-ietf-httpapi-idempotency-key-header: same key and body, same answer; another body, 422; still
 * running, 409. Keys belong to their caller. `present` makes the answer from what is kept.
 */
async function idempotent(
  app: App,
  keys: KnownKeys,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (caller: ApiCaller, effectId: string) => Promise<JsonObject>,
  present: (kept: JsonObject) => JsonObject = (kept) => kept,
): Promise<JsonObject> {
  const caller = await requireApiKey(app, keys, request);
  reply.status(201);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return present(await work(caller, app.secrets.randomId()));
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body)}`)
    .digest('hex');
  const access = app.db.read.access;
  const begun = await access.beginIdempotent(caller.id, key, requestHash);
  if (begun.state === 'mismatch') throw new ThawError('key_reused', 'other body under this key');
  if (begun.state === 'running') {
    throw new ThawError('conflict', 'still running', { retryAfterSeconds: 1 });
  }
  if (begun.state === 'done') return present(begun.response as JsonObject);
  try {
    const kept = await work(caller, begun.effectId);
    await access.finishIdempotent(caller.id, key, 201, kept);
    return present(kept);
  } catch (error) {
    await access.letGoIdempotent(caller.id, key);
    throw error;
  }
}
