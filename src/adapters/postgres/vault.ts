import type { Sealed, VaultStore } from '../../app/stores.ts';
import { type Query, type Row, read } from './query.ts';

export function vaultOn(q: Query): VaultStore {
  return {
    async key(caseId) {
      const row = await q.row('select wrapped from thaw.case_keys where case_id = $1', [caseId]);
      return row === null ? null : read.bytes(row, 'wrapped');
    },
    async destroyKey(caseId) {
      await q.run('delete from thaw.case_keys where case_id = $1', [caseId]);
    },
    async holdKeys(after, count) {
      const rows = await q.rows(
        `select case_id, wrapped from thaw.case_keys where $1::uuid is null or case_id > $1::uuid
          order by case_id limit $2 for update`,
        [after, count],
      );
      return rows.map((row) => ({
        caseId: read.text(row, 'case_id'),
        wrapped: read.bytes(row, 'wrapped'),
      }));
    },
    async replaceKey(caseId, wrapped) {
      await q.run('update thaw.case_keys set wrapped = $2 where case_id = $1', [caseId, wrapped]);
    },
    async putSealed(caseId, name, bytes) {
      await q.run(
        `insert into thaw.sealed (case_id, name, bytes) values ($1, $2, $3)
         on conflict (case_id, name) do update set bytes = excluded.bytes, updated_at = thaw_now()`,
        [caseId, name, bytes],
      );
    },
    async sealed(caseId, name) {
      const row = await q.row(
        `select bytes, wrapped from thaw.sealed left join thaw.case_keys using (case_id)
          where case_id = $1 and name = $2`,
        [caseId, name],
      );
      return row === null ? null : parseSealed(row);
    },
    async dropSealed(caseId, prefix) {
      await q.run(`delete from thaw.sealed where case_id = $1 and starts_with(name, $2)`, [
        caseId,
        prefix,
      ]);
    },
    async newestWith(name, count) {
      const rows = await q.rows(
        `select case_id from thaw.sealed
           join thaw.case_keys using (case_id) join thaw.cases using (case_id)
          where name = $1 order by opened_at desc, case_id limit $2`,
        [name, count],
      );
      return rows.map((row) => read.text(row, 'case_id'));
    },
  };
}

/** Of a row with `bytes` and `wrapped`. */
export function parseSealed(row: Row): Sealed {
  const wrapped = row['wrapped'] === null ? null : read.bytes(row, 'wrapped');
  return { bytes: read.bytes(row, 'bytes'), wrapped };
}
