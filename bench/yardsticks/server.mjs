/**
 * What Thaw is compared with, on the same PostgreSQL, forked by `bench/yardsticks.ts`: `oidc` is
 * oidc-provider with an adapter on one table, `auth` is better-auth with its own. Says `{port}` when it
 * listens and answers `cpu` with its CPU time. Runs on this folder's own packages.
 */

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const [kind = '', databaseUrl = '', port = ''] = process.argv.slice(2);
const origin = `http://localhost:${port}`;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });

/** The adapter that oidc-provider asks for, in its plainest form: one prepared statement a call. */
class PostgresAdapter {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload, expiresIn) {
    await pool.query({
      name: 'upsert',
      text: `insert into bench.oidc (model, id, payload, expires_at)
             values ($1, $2, $3, now() + make_interval(secs => $4))
             on conflict (model, id) do update
               set payload = excluded.payload, expires_at = excluded.expires_at`,
      values: [this.model, id, payload, expiresIn],
    });
  }

  async find(id) {
    const { rows } = await pool.query({
      name: 'find',
      text: `select payload from bench.oidc where model = $1 and id = $2 and expires_at > now()`,
      values: [this.model, id],
    });
    return rows[0]?.payload;
  }

  async destroy(id) {
    await pool.query('delete from bench.oidc where model = $1 and id = $2', [this.model, id]);
  }
}

async function serveOidc() {
  const { Provider } = await import('oidc-provider');
  await pool.query(`create table bench.oidc (
    model text, id text, payload jsonb not null, expires_at timestamptz not null,
    primary key (model, id))`);
  const provider = new Provider(origin, {
    adapter: PostgresAdapter,
    clients: [
      {
        client_id: 'bench',
        client_secret: randomUUID(),
        redirect_uris: ['https://client.bench.example/back'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
  });
  const answer = provider.callback();
  return createServer((request, response) => {
    if (request.method !== 'POST') return answer(request, response);
    return provider
      .interactionResult(request, response, { login: { accountId: 'b-1' } })
      .then((to) => response.writeHead(303, { location: to }).end())
      .catch((error) => response.writeHead(500).end(String(error)));
  });
}

async function serveAuth() {
  const { betterAuth } = await import('better-auth');
  const { toNodeHandler } = await import('better-auth/node');
  const { getMigrations } = await import('better-auth/db/migration');
  const options = {
    baseURL: origin,
    secret: randomUUID() + randomUUID(),
    database: pool,
    emailAndPassword: { enabled: true, sendResetPassword: async () => {} },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  };
  await (await getMigrations(options)).runMigrations();
  await pool.query(`insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
    select 'u' || n, 'Bo Bench', 'u' || n || '@bench.example', true, now(), now()
      from generate_series(0, 4999) n`);
  return createServer(toNodeHandler(betterAuth(options)));
}

process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit(0));

const server = await (kind === 'oidc' ? serveOidc() : serveAuth());
server.listen(Number(port), '127.0.0.1', () => process.send?.({ port: Number(port) }));
