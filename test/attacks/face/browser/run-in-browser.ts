import type { AttackCount } from '../suite.ts';
export async function runInBrowser(_say: (line: string) => void): Promise<readonly AttackCount[]> {
  return [];
}
