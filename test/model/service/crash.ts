/**
 * A process that dies between any two things it does to the world: a statement of the database, a call
 * to the host, a mail, a webhook. Once dead, nothing of it reaches the world any more.
 */

import type { Pool, PoolClient, QueryConfig } from 'pg';

export class Crashed extends Error {
  constructor() {
    super('the process is dead');
    this.name = 'Crashed';
  }
}

export interface CrashPoint {
  /** Dies at this many things from now. */
  readonly at: number;
  /** `after`: the thing is done, but nobody learns of it. */
  readonly when: 'before' | 'after';
}

export class Process {
  private done = 0;
  private point: CrashPoint | null = null;
  private died = false;
  private readonly going = new Set<Promise<unknown>>();
  private readonly death = Promise.withResolvers<void>();

  get dead(): boolean {
    return this.died;
  }

  /** Null: lives on. */
  plan(point: CrashPoint | null): void {
    this.done = 0;
    this.point = point;
  }

  /** Until nothing that was begun is on its way any more. */
  async rest(): Promise<void> {
    while (this.going.size > 0) await Promise.allSettled(this.going);
  }

  /** Null when the process died first: what the dead one still waits for, nobody waits for. */
  async whileAlive<T>(work: Promise<T>): Promise<T | null> {
    work.catch(() => {});
    return Promise.race([work, this.death.promise.then(() => null)]);
  }

  private die(): void {
    this.died = true;
    this.death.resolve();
  }

  async doing<T>(thing: () => Promise<T>): Promise<T> {
    if (this.died) throw new Crashed();
    this.done += 1;
    const here = this.done === this.point?.at ? this.point.when : null;
    if (here === 'before') this.die();
    if (this.died) throw new Crashed();
    const going = thing();
    this.going.add(going);
    const result = await going.finally(() => this.going.delete(going));
    if (here === 'after') this.die();
    // What a dead process was waiting for happened, and no one heard of it.
    if (this.died) throw new Crashed();
    return result;
  }
}

/** The part of a pool that the service uses, dying with its process: what was open is rolled back. */
export function mortalPool(pool: Pool, process: Process): Pool {
  const mortal = {
    query: (asked: QueryConfig) => process.doing(() => pool.query(asked)),
    async connect() {
      const client: PoolClient = await pool.connect();
      try {
        await process.doing(async () => {});
      } catch (dead) {
        client.release(true);
        throw dead;
      }
      return {
        query: (asked: QueryConfig) => process.doing(() => client.query(asked)),
        // A connection that is dropped takes its transaction with it.
        release: (error?: Error) => client.release(process.dead ? new Crashed() : error),
      };
    },
  };
  return mortal as unknown as Pool;
}

/** Every method of a port as one thing done. */
export function mortal<T extends object>(port: T, process: Process): T {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        process.doing(async () => (await Reflect.apply(method, target, args)) as unknown);
    },
  });
}
