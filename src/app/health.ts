/**
 * How the parts of this process are, as codes. Balancers ask each second, so nothing here waits for a disk or
 * a child, and only the database decides whether the service is up: what else is broken is being replaced,
 * or keeps some steps from going on while all others do.
 */

import type { ObjectStore } from '../core/ports.ts';
import type { WorkState } from './work.ts';

export interface Health {
  readonly healthy: boolean;
  readonly parts: {
    readonly database: 'well' | 'down';
    /** `failing`: the last round took no jobs for an error; `stuck`: a round does not end. */
    readonly work: WorkState | 'off';
    /** `failing`: nothing can be stored; `stuck`: the store does not answer. */
    readonly pictures: PicturesState;
    /** `replacing`: a child just broke; `failing`: several in a row; `busy`: the queue is full. */
    readonly vision: VisionState;
  };
}

type PicturesState = 'well' | 'failing' | 'stuck' | 'unknown';
export type VisionState = 'well' | 'replacing' | 'failing' | 'busy' | 'unknown';

export interface HealthSources {
  readonly database: () => Promise<boolean>;
  readonly work: () => WorkState | 'off';
  readonly objects: Pick<ObjectStore, 'probe'>;
  readonly vision: () => VisionState;
  /** Milliseconds that only grow. */
  readonly elapsedMs: () => number;
}

/** The store is tried no more often; what it said then is what is answered. */
const probeEveryMs = 10_000;
const probeStuckMs = 10_000;

export function createHealth(sources: HealthSources): () => Promise<Health> {
  const pictures = createPicturesWatch(sources);
  return async () => {
    const database = await sources.database().catch(() => false);
    return {
      healthy: database,
      parts: {
        database: database ? 'well' : 'down',
        work: sources.work(),
        pictures: pictures(),
        vision: sources.vision(),
      },
    };
  };
}

function createPicturesWatch({ objects, elapsedMs }: HealthSources): () => PicturesState {
  let last: 'well' | 'failing' | 'unknown' = 'unknown';
  let begunAt: number | null = null;
  let running = false;
  const end = (state: 'well' | 'failing') => {
    last = state;
    running = false;
  };
  return () => {
    const now = elapsedMs();
    if (!running && (begunAt === null || now - begunAt >= probeEveryMs)) {
      begunAt = now;
      running = true;
      objects.probe().then(
        () => end('well'),
        () => end('failing'),
      );
    }
    return running && now - (begunAt ?? now) >= probeStuckMs ? 'stuck' : last;
  };
}
