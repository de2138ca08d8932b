import type { PolicyStore } from '../../app/stores-work.ts';
import { type Query, read } from './query.ts';

export function policiesOn(q: Query): PolicyStore {
  return {
    async putOnce({ id, sha256, version, yaml }) {
      await q.run(
        `insert into thaw.policies (id, version, sha256, yaml) values ($1, $2, $3, $4)
         on conflict (id, version) do nothing`,
        [id, version, sha256, yaml],
      );
    },
    async putInForce({ id, version }) {
      const changed = await q.run(
        `insert into thaw.policy_in_force as now (id, version) values ($1, $2)
         on conflict (one) do update set id = $1, version = $2, since = thaw_now()
          where (now.id, now.version) is distinct from ($1, $2)`,
        [id, version],
      );
      return changed === 1;
    },
    async find(id, version) {
      const row = await q.row(
        'select sha256, yaml from thaw.policies where id = $1 and version = $2',
        [id, version],
      );
      if (row === null) return null;
      return { id, version, sha256: read.text(row, 'sha256'), yaml: read.text(row, 'yaml') };
    },
    async list() {
      const rows = await q.rows(
        `select id, version, sha256, yaml, first_used_at from thaw.policies
          order by first_used_at desc, id, version`,
      );
      return rows.map((row) => ({
        id: read.text(row, 'id'),
        version: read.text(row, 'version'),
        sha256: read.text(row, 'sha256'),
        yaml: read.text(row, 'yaml'),
        firstUsedAt: read.time(row, 'first_used_at'),
      }));
    },
  };
}
