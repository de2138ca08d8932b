import type { CaseState } from './types.ts';

/**
 * What the host's answer says against going on: another freeze than the one that the case is about, or
 * none any more. Null: it is the same. `currentFreezeId` null: the account is gone.
 */
export function freezeAgainst(
  { lock }: CaseState,
  currentFreezeId: string | null,
): 'newer_freeze' | 'thawed_elsewhere' | null {
  if (currentFreezeId === lock.freezeId) return null;
  return currentFreezeId === '' ? 'thawed_elsewhere' : 'newer_freeze';
}
