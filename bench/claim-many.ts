import { randomUUID } from 'node:crypto';
import { percentile } from './rates.ts';

export interface Claims {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Claims that gave a case which somebody had already. */
  readonly doubles: number;
}

/**
 * All reviewers at once until so many claims are made, each by a new one. `seen` holds every case ever claimed here.
 * @throws when the queue is empty
 */
export async function claimMany(
  claim: (reviewer: string) => Promise<string | null>,
  options: { readonly claims: number; readonly reviewers: number; readonly seen: Set<string> },
): Promise<Claims> {
  const { claims, reviewers, seen } = options;
  const tookMs: number[] = [];
  let left = claims;
  let doubles = 0;
  const startedMs = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const askedMs = performance.now();
      const caseId = await claim(randomUUID());
      tookMs.push(performance.now() - askedMs);
      if (caseId === null) throw new Error('the queue is empty');
      if (seen.has(caseId)) doubles += 1;
      seen.add(caseId);
    }
  };
  await Promise.all(Array.from({ length: reviewers }, lane));
  const seconds = (performance.now() - startedMs) / 1_000;
  return { perSecond: claims / seconds, p99Ms: percentile(tookMs, 0.99), doubles };
}
