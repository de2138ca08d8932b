import { join } from 'node:path';
import type { Pool } from 'pg';
import type { KeyRing } from '../core/ports.ts';
import { type DeskOptions, startDesk } from './desk/start-desk.ts';
import { startHostDemo } from './host/start-host-demo.ts';
import { startInbox } from './inbox/inbox.ts';
import { seedWorld } from './seed/seed-world.ts';

/** To be migrated after Thaw's own folder and the embedded directory's; makes the clock movable. */
export const developmentMigrations = join(import.meta.dirname, 'migrations');

export interface WorldOptions {
  /** With all three folders of migrations run. */
  readonly pool: Pool;
  /** 0 picks one. Thaw sends its mail to `smtp` on 127.0.0.1. */
  readonly ports: { readonly host: number; readonly desk: number; readonly smtp: number };
  readonly thaw: {
    readonly baseUrl: string;
    readonly apiKey: string;
    /** `whsec_...`, the secret that Thaw signs with. */
    readonly webhookSecret: string;
  };
  /** Seal the authenticator apps of the people; without them nobody has one. */
  readonly keys?: KeyRing;
  readonly staff?: DeskOptions['staff'];
  readonly afterReset?: DeskOptions['afterReset'];
}

export interface World {
  readonly urls: {
    readonly host: string;
    readonly desk: string;
    /** Where the demo host takes Thaw's webhooks. */
    readonly webhooks: string;
    readonly smtp: { readonly host: string; readonly port: number };
  };
  readonly stop: () => Promise<void>;
}

/** Seeds an empty database and starts demo host, inbox and desk. Development only. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { pool, ports, thaw } = options;
  await seedWorld(pool, new Date(), options.keys);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.splice(0).map(async (end) => await end()));
  };
  try {
    const inbox = await startInbox({ pool, port: ports.smtp });
    stops.push(inbox.stop);
    const { webhookSecret, ...thawApi } = thaw;
    const keys = options.keys === undefined ? {} : { keys: options.keys };
    const host = await startHostDemo({ port: ports.host, pool, thawApi, webhookSecret, ...keys });
    stops.push(host.stop);
    const desk = await startDesk({
      port: ports.desk,
      pool,
      links: [
        { label: 'Northwind Exchange', url: host.url },
        { label: 'Review console', url: `${thaw.baseUrl}/console` },
      ],
      staff: options.staff ?? [],
      ...keys,
      ...(options.afterReset === undefined ? {} : { afterReset: options.afterReset }),
    });
    stops.push(desk.stop);
    const urls = {
      host: host.url,
      desk: desk.url,
      webhooks: `${host.url}/webhooks/thaw`,
      smtp: { host: '127.0.0.1', port: inbox.port },
    };
    return { urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
