/** Hears what the database announces: work that is due, cases that changed. */

import pg from 'pg';
import type { Logger } from 'pino';
import type { Worker } from '../app/work.ts';
import type { LiveHub } from '../http/plugins/live.ts';

/** Wakes the worker and the pages. A connection that breaks is made again; polling covers the gap. */
export async function listen(
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

export interface Listener {
  end(): Promise<void>;
}
