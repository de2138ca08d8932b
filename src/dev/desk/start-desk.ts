import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import type { KeyRing } from '../../core/ports.ts';
import { guardBrowsers } from '../browser-guard.ts';
import { resetWorld } from '../seed/seed-world.ts';
import { createSite, listenLocally, servePage } from '../site.ts';
import {
  advanceClock,
  letInAgain,
  readClock,
  readMails,
  readPeople,
  readSms,
  readWebhooks,
} from './desk-data.ts';

const ADVANCE_SECONDS_MAX = 400 * 24 * 3600;

export interface DeskOptions {
  /** 0 picks one. */
  readonly port: number;
  readonly pool: Pool;
  readonly keys?: KeyRing;
  /** Shown as places to go. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Development log-ins of the console. */
  readonly staff: readonly {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }[];
  /** Called after a reset, e.g. to drop what is remembered outside the database. */
  readonly afterReset?: () => Promise<void>;
}

function addReading(server: FastifyInstance, { pool, links, staff }: DeskOptions): void {
  const To = Type.Object({ to: Type.Optional(Type.String({ maxLength: 320 })) });
  const querystring = To;
  server.get('/api/places', async () => ({ links, staff }));
  server.get('/api/people', async () => ({ people: await readPeople(pool) }));
  server.get('/api/clock', async () => await readClock(pool));
  server.get('/api/webhooks', async () => ({ webhooks: await readWebhooks(pool) }));
  server.get<{ Querystring: { to?: string } }>(
    '/api/mails',
    { schema: { querystring } },
    async (request) => ({ mails: await readMails(pool, request.query.to) }),
  );
  server.get<{ Querystring: { to?: string } }>(
    '/api/sms',
    { schema: { querystring } },
    async (request) => ({ sms: await readSms(pool, request.query.to) }),
  );
}

function addChanging(server: FastifyInstance, { pool, keys, afterReset }: DeskOptions): void {
  const Advance = Type.Object(
    { advanceSeconds: Type.Integer({ minimum: 1, maximum: ADVANCE_SECONDS_MAX }) },
    { additionalProperties: false },
  );
  server.post<{ Body: { advanceSeconds: number } }>(
    '/api/clock',
    { schema: { body: Advance } },
    async (request) => {
      await advanceClock(pool, request.body.advanceSeconds);
      return await readClock(pool);
    },
  );
  const Whom = Type.Object(
    { accountId: Type.String({ maxLength: 64 }) },
    { additionalProperties: false },
  );
  server.post<{ Body: { accountId: string } }>(
    '/api/let-in',
    { schema: { body: Whom } },
    async (request, reply) => {
      const isKnown = await letInAgain(pool, request.body.accountId);
      return isKnown ? {} : await reply.status(404).send({});
    },
  );
  server.post('/api/reset', async () => {
    await resetWorld(pool, new Date(), keys);
    await afterReset?.();
    return await readClock(pool);
  });
}

/** The desk of the development world: people, inbox, webhooks, clock, reset. Answers its URL. */
export async function startDesk(
  options: DeskOptions,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createSite();
  // Tests and scripts use its API too; they send no Origin.
  guardBrowsers(server, { requireOrigin: false });
  await servePage(server, 'desk');
  addReading(server, options);
  addChanging(server, options);
  const url = await listenLocally(server, options.port);
  return { url, stop: async () => await server.close() };
}
