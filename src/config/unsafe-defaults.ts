/** What only development may have. Shouts once; refuses to start in production. */

import type { Config } from './config.ts';

export interface DevelopmentParts {
  readonly movableClock: boolean;
  readonly seededPeople: boolean;
  readonly specimensAccepted: boolean;
  readonly privateWebhooks: boolean;
}

export function assertSafe(config: Config, parts: DevelopmentParts): void {
  const on = Object.entries(parts)
    .filter(([, value]) => value)
    .map(([name]) => name);
  if (on.length === 0) return;
  if (config.mode === 'production') {
    throw new Error(`Refusing to start: development parts are on (${on.join(', ')}).`);
  }
}

/** The words printed at the start of the development world. */
export const developmentWarning =
  'DEVELOPMENT WORLD: invented people, known passwords, a clock that moves. Never for real accounts.';
