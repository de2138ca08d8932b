/** The composition root: builds every part once. Tests override parts here and nowhere else. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import pino, { type Logger } from 'pino';
import { createCheckpointSigner } from './adapters/audit-seal/checkpoints.ts';
import { sha256Tree } from './adapters/audit-seal/hashing.ts';
import { createHeadsFile } from './adapters/audit-seal/heads-file.ts';
import { createEmbeddedAuthenticators } from './adapters/directory-embedded/authenticators.ts';
import { createEmbeddedDirectory } from './adapters/directory-embedded/directory.ts';
import { createFsObjectStore } from './adapters/objects-fs/object-store.ts';
import { createPasskeys } from './adapters/passkeys/passkeys.ts';
import { hashPassword, PasswordTooLong, verifyPassword } from './adapters/passwords/passwords.ts';
import { loadPolicy, readRecordedPolicy } from './adapters/policy-cel/load.ts';
import { createPolicyTrials } from './adapters/policy-trials/create-policy-trials.ts';
import { createDatabase, createPool } from './adapters/postgres/database.ts';
import { createLookUps } from './adapters/postgres/look-ups.ts';
import { createNews } from './adapters/postgres/news.ts';
import { type Query, queryOn } from './adapters/postgres/query.ts';
import { createSecrets, type RandomInts } from './adapters/secrets/secrets.ts';
import { createVisionPool, type VisionPool } from './adapters/vision-process/create-vision-pool.ts';
import type { App, Log, Policy } from './app/app.ts';
import { createFrameTurns } from './app/frame-turns.ts';
import { createHealth } from './app/health.ts';
import { planWith } from './app/plan-for.ts';
import { publishPolicy, recordInForce } from './app/publish-policy.ts';
import { startSealing } from './app/seal-audit.ts';
import { startSweeping } from './app/sweep.ts';
import type { Worker } from './app/work.ts';
import { startWorker } from './app/work.ts';
import { type ChosenEmbedder, chooseEmbedder } from './composition/face-embedder.ts';
import { keysOf, openKeyRing } from './composition/key-ring.ts';
import { type Listener, listen } from './composition/listen.ts';
import {
  createMailer,
  createSms,
  createTexts,
  createWebhooks,
  type WebhookTarget,
} from './composition/messages.ts';
import { visionState } from './composition/vision-state.ts';
import type { Config } from './config/config.ts';
import { limits } from './core/limits.ts';
import { termsOf } from './core/policy/terms.ts';
import type { Mailer, SmsSender } from './core/ports.ts';
import { createLiveHub, type LiveHub } from './http/plugins/live.ts';
import { createHttpServer } from './http/server.ts';

export interface Overrides {
  /** The random source of challenges, questions and numbers. */
  readonly randomInts?: RandomInts;
  readonly mailer?: Mailer;
  /** Null: as where no gateway is configured. */
  readonly sms?: SmsSender | null;
  readonly vision?: App['vision'];
  readonly policyTrials?: App['policyTrials'];
  readonly directory?: App['directory'];
  readonly authenticators?: App['authenticators'];
  readonly webhook?: WebhookTarget;
  readonly specimens?: boolean;
  readonly guidedSessions?: number;
  readonly log?: Logger;
  readonly returnUrl?: string;
}

export interface Context {
  readonly app: App;
  readonly pool: pg.Pool;
  readonly live: LiveHub;
  /** Serves and works until `stop`. */
  start(): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
}

/** `databaseUrl`: a database whose migrations have run. */
export async function createContext(
  config: Config,
  databaseUrl: string,
  overrides: Overrides = {},
): Promise<Context> {
  const logger = overrides.log ?? createLogger(config);
  const pool = createPool(databaseUrl);
  const live = createLiveHub();
  const embedder = await chooseEmbedder(config.faceEmbedder);
  if (typeof embedder.choice !== 'string') logger.info({ card: embedder.card }, 'face.embedder');
  const vision = overrides.vision ?? createVision(config, embedder, logger);
  const lookUps = createLookUps(databaseUrl);
  const parts = { vision, embedder, lookUps: lookUps.query };
  const app = await createApp(config, pool, parts, logger, overrides);
  let worker: Worker | null = null;
  let sealing: ReturnType<typeof startSealing> | null = null;
  let sweeping: ReturnType<typeof startSweeping> | null = null;
  let listener: Listener | null = null;
  const server = await createHttpServer({
    app,
    live,
    webRoot: config.webRoot,
    trustProxy: config.trustProxy,
    health: createHealth({
      database: async () => (await pool.query('select 1 as up')).rowCount === 1,
      work: () => worker?.state() ?? 'off',
      objects: app.objects,
      vision: () => ('stats' in vision ? visionState((vision as VisionPool).stats()) : 'unknown'),
      elapsedMs: () => performance.now(),
    }),
  });
  return {
    app,
    pool,
    live,
    async start() {
      await recordInForce(app);
      worker = startWorker(app);
      sealing = startSealing(app);
      sweeping = startSweeping(app);
      listener = await listen(databaseUrl, live, worker, logger);
      const host = config.mode === 'development' ? '127.0.0.1' : '0.0.0.0';
      await server.listen({ port: config.port, host });
      const address = server.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      return { port };
    },
    async stop() {
      // First: a request that waits for it holds the server open.
      await app.policyTrials.close();
      await server.close();
      await worker?.stop();
      await sealing?.stop();
      await sweeping?.stop();
      await listener?.end();
      if ('close' in vision) await (vision as VisionPool).close();
      await lookUps.end();
      await pool.end();
    },
  };
}

/** The application alone, on the caller's pool: nothing listens, and no worker runs. */
export async function createAppOn(
  config: Config,
  pool: pg.Pool,
  overrides: Overrides & Required<Pick<Overrides, 'vision'>>,
): Promise<App> {
  const embedder = await chooseEmbedder(config.faceEmbedder);
  const logger = overrides.log ?? createLogger(config);
  const parts = { vision: overrides.vision, embedder, lookUps: queryOn(pool) };
  return createApp(config, pool, parts, logger, overrides);
}

interface Parts {
  readonly vision: App['vision'];
  readonly embedder: ChosenEmbedder;
  readonly lookUps: Query;
}

async function createApp(
  config: Config,
  pool: pg.Pool,
  { vision, embedder, lookUps }: Parts,
  logger: Logger,
  overrides: Overrides,
): Promise<App> {
  const key = keysOf(config);
  const keys = openKeyRing(config, key);
  const masterKey = key('master', config.masterKeyFile);
  const news = createNews(pool);
  const log = createLog(logger);
  const sms = overrides.sms === undefined ? await createSms(config) : overrides.sms;
  return {
    config: {
      serviceName: config.serviceName,
      baseUrl: config.baseUrl.replace(/\/$/, ''),
      returnUrl: overrides.returnUrl ?? config.returnUrl,
      specimens: overrides.specimens ?? false,
      colourResponse: config.colourResponse,
      faceThresholds: embedder.thresholds,
    },
    db: createDatabase(pool, news, lookUps),
    directory: overrides.directory ?? createEmbeddedDirectory(pool, lookUps),
    authenticators: overrides.authenticators ?? createEmbeddedAuthenticators(pool, keys),
    passkeys: createPasskeys({
      rpId: config.passkeyRpId,
      origin: new URL(config.baseUrl).origin,
    }),
    vision,
    frames: createFrameTurns({ guidedMax: overrides.guidedSessions ?? config.guidedSessions }),
    objects: await createFsObjectStore({ root: join(config.dataDir, 'pictures') }),
    keys,
    secrets: createSecrets({
      masterKey,
      ...(overrides.randomInts === undefined ? {} : { randomInts: overrides.randomInts }),
    }),
    policy: await createPolicy(config, pool, { log, sms: sms !== null }),
    policyTrials:
      overrides.policyTrials ??
      createPolicyTrials({ deadlineMs: limits.policyTrialSeconds * 1000, memoryMbMax: 600 }),
    passwords: { verify: verifyOrRefuse, hash: hashPassword },
    mailer: overrides.mailer ?? createMailer(config),
    sms,
    texts: createTexts(),
    webhooks: await createWebhooks(config, overrides.webhook),
    audit: {
      hashing: sha256Tree,
      signer: createCheckpointSigner({ masterKey, earlierKeys: config.auditEarlierKeys }),
      keeper: createHeadsFile(config.auditHeadsFile),
    },
    log,
    changed: (caseId) => news.changed(caseId),
  };
}

function createVision(config: Config, { choice }: ChosenEmbedder, logger: Logger): VisionPool {
  return createVisionPool({
    children: config.visionChildren,
    deadlineMs: { 'document-side': 8_000, selfie: 4_000, frame: 2_000, sequence: 8_000 },
    queueMax: 40,
    memoryMbMax: 900,
    modelCacheDir: config.modelCacheDir,
    embedder: choice,
    logger,
  });
}

/**
 * Throws when the file is not a policy the checker accepts, or has other content than its version had
 * before: nothing starts on a doubtful policy.
 */
async function createPolicy(
  config: Config,
  pool: pg.Pool,
  here: Parameters<typeof planWith>[1],
): Promise<Policy> {
  const yaml = await readFile(config.policyFile, 'utf8');
  const loaded = loadPolicy(yaml);
  if (!loaded.ok) {
    const problems = loaded.problems.map((p) => `line ${p.line ?? '?'}: ${p.message}`);
    throw new Error(`${config.policyFile} is refused:\n- ${problems.join('\n- ')}`);
  }
  const { id, version } = loaded.policy.document;
  await publishPolicy(createDatabase(pool).read, { id, version, sha256: loaded.hash, yaml });
  return {
    inForce: { id, version },
    checked: { text: yaml, policy: loaded.policy, warnings: loaded.warnings },
    terms: termsOf(loaded.policy.document),
    readRecorded: readRecordedPolicy,
    planFor: planWith(loaded.policy, here),
  };
}

async function verifyOrRefuse(
  hash: string | null,
  password: string,
  name: string,
): Promise<boolean> {
  try {
    return await verifyPassword(hash, password, name);
  } catch (error) {
    if (error instanceof PasswordTooLong) return false;
    throw error;
  }
}

/** Fields of requests are never logged; this is the belt to those braces. */
function createLogger(config: Config): Logger {
  return pino({
    level: config.mode === 'development' ? 'warn' : 'info',
    redact: ['*.password', '*.token', '*.cookie', '*.authorization', '*.email', '*.text'],
  });
}

function createLog(logger: Logger): Log {
  return {
    info: (what, detail) => logger.info(detail ?? {}, what),
    error: (what, detail) => logger.error(detail ?? {}, what),
  };
}
