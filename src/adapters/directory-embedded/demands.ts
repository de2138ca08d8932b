import type { LoginDemand } from '../../core/case/types.ts';
import { type Query, type Row, read } from '../postgres/query.ts';

/** What this host asks of the account at its next log-in, as it stands in this transaction. */
export async function demandsOf(q: Query, accountId: string): Promise<readonly LoginDemand[]> {
  const row = await q.row(
    `select must_change_password as password, must_bind <> '{}' as factor
       from directory.accounts where account_id = $1`,
    [accountId],
  );
  if (row === null) return [];
  return [
    ...(read.flag(row, 'password') ? (['password'] as const) : []),
    ...(read.flag(row, 'factor') ? (['second_factor'] as const) : []),
  ];
}

/** Of an answer that was recorded; those from before demands were told have none. */
export function parseDemands(row: Row): { readonly demands?: readonly LoginDemand[] } {
  const { demands } = row;
  if (demands === undefined) return {};
  if (!Array.isArray(demands)) throw new Error('demands: expected a list');
  return {
    demands: demands.map((name) => read.oneOf({ name }, 'name', ['password', 'second_factor'])),
  };
}
