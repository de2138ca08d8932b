import type { Directory, LimitSet } from '../../core/ports.ts';
import { type Row, read } from '../postgres/query.ts';

type Limiting = Pick<Parameters<Directory['unlock']>[0], 'restrictions'>;

/** What was set, as it is recorded with the effect: asked again later, the same is answered. */
export function limitsOf({ restrictions }: Limiting): readonly LimitSet[] {
  return restrictions.map(({ kind, until }) => ({ kind, until }));
}

/** Of an answer that was recorded; those from before limits were told have none. */
export function parseLimits(row: Row): { readonly limits?: readonly LimitSet[] } {
  const { limits } = row;
  if (limits === undefined) return {};
  if (!Array.isArray(limits)) throw new Error('limits: expected a list');
  return {
    limits: limits.map((one: Row) => ({
      kind: read.text(one, 'kind'),
      until: read.text(one, 'until'),
    })),
  };
}
