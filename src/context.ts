/** The composition root: builds every part once. Tests override parts here and nowhere else. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import { createEmbeddedDirectory } from './adapters/directory-embedded/directory.ts';
import { createKeyRing } from './adapters/keys/key-ring.ts';
import { loadOrCreateOperatorKey } from './adapters/keys/operator-key.ts';
import { createSmtpMailer } from './adapters/mail-smtp/mailer.ts';
import { mailTemplate, renderMail, renderSms } from './adapters/mail-texts/render.ts';
import { createFsObjectStore } from './adapters/objects-fs/object-store.ts';
import { PasswordTooLong, verifyPassword } from './adapters/passwords/passwords.ts';
import { type LoadedPolicy, loadPolicy, readPolicyCasesFile } from './adapters/policy-cel/load.ts';
import { createDatabase, createPool } from './adapters/postgres/database.ts';
import { migrate } from './adapters/postgres/migrate.ts';
import { startEmbeddedPostgres } from './adapters/postgres-embedded/start-embedded-postgres.ts';
import { createSecrets, type RandomInts } from './adapters/secrets/secrets.ts';
import { createVisionPool, type VisionPool } from './adapters/vision-process/create-vision-pool.ts';
import { postWebhook } from './adapters/webhooks/post-webhook.ts';
import type { App, Log, Policy } from './app/app.ts';
import type { MessageTexts } from './app/messages.ts';
import { policyCommands } from './app/policy-commands.ts';
import { readPastCases } from './app/policy-facts.ts';
import { publishPolicy } from './app/publish-policy.ts';
import type { Worker } from './app/work.ts';
import { startWorker } from './app/work.ts';
import type { Config } from './config/config.ts';
import { ThawError } from './core/errors.ts';
import { parsePolicyCases } from './core/policy/cases.ts';
import { policyFacts } from './core/policy/facts.ts';
import { choosePlan } from './core/policy/plan.ts';
import type { Mailer, SmsSender } from './core/ports.ts';
import { createLiveHub, type LiveHub } from './http/plugins/live.ts';
import { createHttpServer } from './http/server.ts';

export interface Overrides {
  /** The random source of challenges, questions and numbers. */
  readonly randomInts?: RandomInts;
  readonly mailer?: Mailer;
  readonly sms?: SmsSender;
  readonly vision?: App['vision'];
  readonly directory?: App['directory'];
  readonly webhook?: { readonly url: string; readonly secret: string; readonly private: boolean };
  readonly specimens?: boolean;
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

export const migrationFolders = [
  join(import.meta.dirname, 'adapters/postgres/migrations'),
  join(import.meta.dirname, 'adapters/directory-embedded/migrations'),
];

/** `databaseUrl`: a database whose migrations have run. */
export async function createContext(
  config: Config,
  databaseUrl: string,
  overrides: Overrides = {},
): Promise<Context> {
  const logger = overrides.log ?? createLogger(config);
  const pool = createPool(databaseUrl);
  const live = createLiveHub();
  const vision = overrides.vision ?? createVision(config, logger);
  const app = await createApp(config, pool, vision, logger, overrides);
  let worker: Worker | null = null;
  let listener: Listener | null = null;
  const server = await createHttpServer({
    app,
    live,
    webRoot: config.webRoot,
    trustProxy: config.trustProxy,
    healthy: async () => (await pool.query('select 1 as up')).rowCount === 1,
  });
  return {
    app,
    pool,
    live,
    async start() {
      worker = startWorker(app);
      listener = await listen(databaseUrl, live, worker, logger);
      const host = config.mode === 'development' ? '127.0.0.1' : '0.0.0.0';
      await server.listen({ port: config.port, host });
      const address = server.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      return { port };
    },
    async stop() {
      await server.close();
      await worker?.stop();
      await listener?.end();
      if ('close' in vision) await (vision as VisionPool).close();
      await pool.end();
    },
  };
}

async function createApp(
  config: Config,
  pool: pg.Pool,
  vision: App['vision'],
  logger: Logger,
  overrides: Overrides,
): Promise<App> {
  const mayCreate = config.mode === 'development';
  const key = (file: string) => loadOrCreateOperatorKey(file, { mayCreate });
  return {
    config: {
      serviceName: config.serviceName,
      baseUrl: config.baseUrl.replace(/\/$/, ''),
      returnUrl: overrides.returnUrl ?? config.returnUrl,
      specimens: overrides.specimens ?? false,
      colourResponse: config.colourResponse,
    },
    db: createDatabase(pool),
    directory: overrides.directory ?? createEmbeddedDirectory(pool),
    vision,
    objects: await createFsObjectStore({ root: join(config.dataDir, 'pictures') }),
    keys: createKeyRing({ operatorKey: key(config.operatorKeyFile) }),
    secrets: createSecrets({
      masterKey: key(config.masterKeyFile),
      ...(overrides.randomInts === undefined ? {} : { randomInts: overrides.randomInts }),
    }),
    policy: await createPolicy(config, pool),
    passwords: { verify: verifyOrRefuse },
    mailer: overrides.mailer ?? createMailer(config),
    sms: overrides.sms ?? refusingSms,
    texts: createTexts(),
    webhooks: await createWebhooks(config, overrides),
    log: createLog(logger),
    changed: (caseId) => {
      pool.query(`select pg_notify('thaw_changed', $1)`, [caseId]).catch(() => {});
    },
  };
}

function createVision(config: Config, logger: Logger): VisionPool {
  return createVisionPool({
    children: config.visionChildren,
    deadlineMs: { 'document-side': 8_000, selfie: 4_000, frame: 2_000, sequence: 8_000 },
    queueMax: 40,
    memoryMbMax: 900,
    modelCacheDir: config.modelCacheDir,
    logger,
  });
}

/**
 * Throws when the file is not a policy the checker accepts, or has other content than its version had
 * before: nothing starts on a doubtful policy.
 */
async function createPolicy(config: Config, pool: pg.Pool): Promise<Policy> {
  const yaml = await readFile(config.policyFile, 'utf8');
  const loaded = loadPolicy(yaml);
  if (!loaded.ok) {
    const problems = loaded.problems.map((p) => `line ${p.line ?? '?'}: ${p.message}`);
    throw new Error(`${config.policyFile} is refused:\n- ${problems.join('\n- ')}`);
  }
  const { id, version } = loaded.policy.document;
  await publishPolicy(createDatabase(pool).read, { id, version, sha256: loaded.hash, yaml });
  return {
    planFor: (record, now) => {
      const facts = policyFacts(record, now);
      return { plan: choosePlan(loaded.policy, facts), facts };
    },
  };
}

async function verifyOrRefuse(hash: string | null, password: string): Promise<boolean> {
  try {
    return await verifyPassword(hash, password);
  } catch (error) {
    if (error instanceof PasswordTooLong) return false;
    throw error;
  }
}

function createMailer(config: Config): Mailer {
  if (config.smtpUrl === null) throw new Error('THAW_SMTP_URL is missing: owners must be told.');
  const url = new URL(config.smtpUrl);
  const secure = url.protocol === 'smtps:';
  return createSmtpMailer({
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTls: config.mode === 'production',
    ...(url.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(url.username),
            pass: decodeURIComponent(url.password),
          },
        }),
    from: { name: config.serviceName, address: config.mailFrom },
  });
}

/** No gateway is configured: the message stays in the outbox and is tried again. */
const refusingSms: SmsSender = {
  async send() {
    throw new ThawError('unavailable', 'no SMS gateway is configured');
  },
};

function createTexts(): MessageTexts {
  return {
    mail: (template, locale, params) => {
      const known = mailTemplate(template);
      if (known === null) throw new ThawError('internal', `no mail text ${template}`);
      return renderMail(known, locale, params);
    },
    sms: (template, locale, params) => renderSms(template, locale, params),
  };
}

async function createWebhooks(config: Config, overrides: Overrides): Promise<App['webhooks']> {
  const target = overrides.webhook ?? (await configuredWebhook(config));
  if (target === null) return null;
  return {
    send: (message) =>
      postWebhook({
        url: target.url,
        secrets: [target.secret],
        timeoutMs: 15_000,
        allowPrivateAddresses: target.private,
        ...message,
      }),
  };
}

async function configuredWebhook(config: Config) {
  if (config.webhookUrl === null || config.webhookSecretFile === null) return null;
  const secret = (await readFile(config.webhookSecretFile, 'utf8')).trim();
  return { url: config.webhookUrl, secret, private: false };
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

/** Wakes the worker and the pages. A connection that breaks is made again; polling covers the gap. */
async function listen(
  databaseUrl: string,
  live: LiveHub,
  worker: Worker,
  logger: Logger,
): Promise<Listener> {
  let stopped = false;
  let client: pg.Client | null = null;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'thaw-listen' });
    next.on('notification', (message) => {
      if (message.channel === 'thaw_jobs') worker.wake();
      if (message.channel === 'thaw_changed' && message.payload !== undefined) {
        live.publish(message.payload);
      }
    });
    let lost = false;
    // A failed attempt both rejects and emits: it is counted once.
    const onLost = (): void => {
      if (!lost) again();
      lost = true;
    };
    next.on('error', onLost);
    next.on('end', onLost);
    try {
      await next.connect();
      await next.query('listen thaw_jobs');
      await next.query('listen thaw_changed');
      client = next;
    } catch {
      onLost();
    }
  };
  const again = (): void => {
    if (stopped) return;
    logger.warn('the listening connection broke; polling goes on until it is back');
    setTimeout(() => {
      if (!stopped) void connect();
    }, listenAgainMs).unref();
  };
  await connect();
  return {
    async end() {
      stopped = true;
      await client?.end().catch(() => {});
    },
  };
}

const listenAgainMs = 2_000;

interface Listener {
  end(): Promise<void>;
}

/** The configured database, or the embedded one in the data folder, which `close` stops. */
export async function openDatabase(
  config: Config,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, close: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres') });
  return { url: embedded.connectionString, close: embedded.stop };
}

const publishedName = /^([a-z][a-z0-9_]*)@([\w.-]+)$/;

/** Reads and checks a policy: a file, or `ID@VERSION` for one that was in force. */
async function readPolicy(config: Config, name: string): Promise<LoadedPolicy> {
  const [, id, version] = publishedName.exec(name) ?? [];
  if (id === undefined || version === undefined) return loadPolicy(await readFile(name, 'utf8'));
  const published = await withDatabase(config, (pool) =>
    createDatabase(pool).read.policies.find(id, version),
  );
  if (published === null) throw new Error(`${name} was never in force here.`);
  return loadPolicy(published.yaml);
}

/** What the command line can do with policies. */
export function createPolicyCommands(config: Config) {
  return policyCommands({
    policyFile: config.policyFile,
    readPolicy: (name) => readPolicy(config, name),
    readCases: async (file) => parsePolicyCases(readPolicyCasesFile(await readFile(file, 'utf8'))),
    findAccount: (accountId) =>
      withDatabase(config, async (pool) => {
        const record = await createEmbeddedDirectory(pool).find(accountId);
        return record === null ? null : { record, now: await createDatabase(pool).read.now() };
      }),
    pastCases: (count) =>
      withDatabase(config, (pool) => {
        // Never made here: with a new key nothing that was sealed could be read.
        const operatorKey = loadOrCreateOperatorKey(config.operatorKeyFile, { mayCreate: false });
        const keys = createKeyRing({ operatorKey });
        return readPastCases({ keys }, createDatabase(pool).read, count);
      }),
  });
}

/** For a command: the service's database, running or not, for as long as `work` takes. */
async function withDatabase<T>(config: Config, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const database = await openDatabase(config);
  const pool = createPool(database.url, 2);
  try {
    return await work(pool);
  } finally {
    await pool.end();
    await database.close();
  }
}

export async function runMigrations(
  databaseUrl: string,
  more: readonly string[] = [],
): Promise<readonly string[]> {
  const pool = createPool(databaseUrl, 2);
  try {
    return await migrate(pool, [...migrationFolders, ...more]);
  } finally {
    await pool.end();
  }
}
