/** Starts the service with invented people around it. The one way in for npm start, tests and demo. */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedDirectory } from '../adapters/directory-embedded/directory.ts';
import { createSmtpMailer } from '../adapters/mail-smtp/mailer.ts';
import { hashPassword } from '../adapters/passwords/passwords.ts';
import { createPool } from '../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../adapters/postgres-embedded/start-embedded-postgres.ts';
import { createDevSmsSender } from '../adapters/sms-dev/sms.ts';
import { registerAnswers } from '../app/stored-answers.ts';
import { runMigrations } from '../composition/database.ts';
import { openKeyRing } from '../composition/key-ring.ts';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { developmentWarning } from '../config/unsafe-defaults.ts';
import { type Context, createContext, type Overrides } from '../context.ts';
import { registered } from './seed/registered-answers.ts';
import { developmentMigrations, startWorld, type World } from './world.ts';

export interface DevelopmentOptions {
  readonly dataDir?: string;
  /** Thaw's own port; the demo host and the desk follow it. 0 picks free ones. */
  readonly port?: number;
  /** Another policy than the default one. */
  readonly policyFile?: string;
  readonly overrides?: Overrides;
}

export interface Development {
  readonly context: Context;
  readonly world: World;
  readonly urls: { readonly thaw: string; readonly host: string; readonly desk: string };
  readonly reviewers: typeof reviewers;
  readonly lead: typeof lead;
  readonly apiKey: string;
  readonly banner: readonly string[];
  stop(): Promise<void>;
}

const reviewers = [
  { name: 'Robin Reed', email: 'robin@northwind.example', password: 'thaw-demo-robin' },
  { name: 'Alex Moreau', email: 'alex@northwind.example', password: 'thaw-demo-alex' },
  // An appeal is read by others than those who decided: a third and a fourth person are needed.
  { name: 'Kim Sandoval', email: 'kim@northwind.example', password: 'thaw-demo-kim' },
  { name: 'Noor Haddad', email: 'noor@northwind.example', password: 'thaw-demo-noor' },
] as const;

/** Reads the policy in the console, and decides cases like the others. */
const lead = {
  name: 'Jo Lindqvist',
  email: 'jo@northwind.example',
  password: 'thaw-demo-jo',
} as const;

export async function startDevelopment(options: DevelopmentOptions = {}): Promise<Development> {
  const raw = readEnvironment();
  const port = options.port ?? Number(raw.port ?? 4100);
  const config = decideConfig(
    {
      ...raw,
      port: String(port),
      dataDir: options.dataDir ?? raw.dataDir,
      policyFile: options.policyFile ?? raw.policyFile,
      ...(port === 0 ? { baseUrl: 'http://localhost' } : {}),
    },
    'development',
  );
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    // In the reverse order of starting; one that fails does not keep the others running.
    const results = [];
    for (const end of stops.splice(0).reverse()) results.push(await Promise.allSettled([end()]));
    const failed = results.flat().find((r) => r.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  try {
    mkdirSync(config.dataDir, { recursive: true });
    const secrets = developmentSecrets(config.dataDir);
    const postgres = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres') });
    stops.push(postgres.stop);
    await runMigrations(postgres.connectionString, [developmentMigrations]);
    const thawPort = port === 0 ? await freePort() : port;
    const baseUrl =
      config.baseUrl === 'http://localhost' ? `http://localhost:${thawPort}` : config.baseUrl;
    const pool = createPool(postgres.connectionString, 6);
    stops.push(() => pool.end());
    const world = await startWorld({
      pool,
      ports:
        port === 0 ? { host: 0, desk: 0, smtp: 0 } : { host: port + 1, desk: port + 2, smtp: 0 },
      thaw: { baseUrl, apiKey: secrets.apiKey, webhookSecret: secrets.webhookSecret },
      keys: openKeyRing(config),
      staff: [...reviewers, lead],
      // A world that begins anew begins a new log.
      afterReset: () => rm(config.auditHeadsFile, { force: true }),
    });
    stops.push(world.stop);
    const mailer = createSmtpMailer({
      ...world.urls.smtp,
      from: { name: config.serviceName, address: config.mailFrom },
    });
    stops.push(async () => mailer.close());
    const context = await createContext(
      { ...config, port: thawPort, baseUrl },
      postgres.connectionString,
      {
        mailer,
        sms: createDevSmsSender(pool),
        webhook: { url: world.urls.webhooks, secret: secrets.webhookSecret, private: true },
        specimens: true,
        returnUrl: world.urls.host,
        ...options.overrides,
      },
    );
    stops.push(() => context.stop());
    await seedAccess(context, secrets.apiKey);
    await seedAnswers(context);
    await context.start();
    const urls = { thaw: baseUrl, host: world.urls.host, desk: world.urls.desk };
    return {
      context,
      world,
      urls,
      reviewers,
      lead,
      apiKey: secrets.apiKey,
      banner: bannerOf(urls),
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** Made once and kept, so that links in the inbox work after a second start. */
function developmentSecrets(dataDir: string): {
  readonly apiKey: string;
  readonly webhookSecret: string;
} {
  const file = join(dataDir, 'development-secrets.json');
  if (!existsSync(file)) {
    const made = {
      apiKey: `thaw_dev_${randomBytes(24).toString('base64url')}`,
      webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function seedAccess(context: Context, apiKey: string): Promise<void> {
  const { access } = context.app.db.read;
  for (const { name, email, password } of [...reviewers, lead]) {
    if ((await access.staffByEmail(email)) !== null) continue;
    const passwordHash = await hashPassword(password);
    const role = email === lead.email ? 'lead' : 'reviewer';
    await access.putStaff({ id: randomUUID(), email, name, role, passwordHash });
  }
  const hash = new Uint8Array(createHash('sha256').update(apiKey, 'utf8').digest());
  await access.putApiKey({ id: randomUUID(), name: 'Northwind (development)', hash });
}

/** What Sana told the exchange when she signed up; the desk shows it. */
/** By the directory that the people were seeded into, whatever a test puts before it. */
async function seedAnswers({ app, pool }: Context): Promise<void> {
  if ((await app.db.read.answers.list(registered.accountId)).length > 0) return;
  const directory = createEmbeddedDirectory(pool);
  await registerAnswers({ ...app, directory }, registered.accountId, registered.answers);
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function bannerOf(urls: Development['urls']): readonly string[] {
  return [
    developmentWarning,
    '',
    `  Northwind Exchange (demo host)   ${urls.host}`,
    `  Desk: people, inbox, clock       ${urls.desk}`,
    `  Review console                   ${urls.thaw}/console`,
    `  API description                  ${urls.thaw}/openapi.json`,
    '',
    '  Passwords are on the desk. Ctrl-C stops everything.',
  ];
}
