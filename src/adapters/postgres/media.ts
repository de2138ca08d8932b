import type { MediaRow, MediaStore } from '../../app/stores-pictures.ts';
import type { MediaRole } from '../../core/reasons.ts';
import { type Query, type Row, read } from './query.ts';

const roles: readonly MediaRole[] = [
  'document_front',
  'document_back',
  'selfie',
  'face_frame',
  'statement_video',
];

/** A key begins with the id of its case; rows of cases are never removed. */
const unnamedStatement = `
  select object_key, exists (select from thaw.cases where cases.case_id = keyed.case_id) as known
    from (select object_key,
                 case when object_key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/'
                      then left(object_key, 36)::uuid end as case_id
            from unnest($1::text[]) as listed(object_key)) as keyed
   where not exists (select from thaw.media
                      where media.object_key = keyed.object_key and removed_at is null)`;

export function mediaOn(q: Query): MediaStore {
  return {
    async add(media) {
      await q.run(
        `insert into thaw.media (media_id, case_id, role, object_key, bytes, sha_keyed, phash_keyed, live)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          media.mediaId,
          media.caseId,
          media.role,
          media.objectKey,
          media.bytes,
          media.shaKeyed,
          media.phashKeyed,
          media.live,
        ],
      );
    },
    async current(caseId) {
      const rows = await q.rows(
        `select * from thaw.media
          where case_id = $1 and superseded_at is null and removed_at is null order by at, media_id`,
        [caseId],
      );
      return rows.map(parseMedia);
    },
    async find(mediaId) {
      const row = await q.row(
        'select * from thaw.media where media_id = $1 and removed_at is null',
        [mediaId],
      );
      return row === null ? null : parseMedia(row);
    },
    async usage(caseId) {
      const row = await q.row(
        `select count(*)::int as count, coalesce(sum(bytes), 0)::bigint as bytes
           from thaw.media where case_id = $1`,
        [caseId],
      );
      if (row === null) return { count: 0, bytes: 0 };
      return { count: read.number(row, 'count'), bytes: read.number(row, 'bytes') };
    },
    async supersede(caseId, role) {
      await q.run(
        `update thaw.media set superseded_at = thaw_now()
          where case_id = $1 and role = $2 and superseded_at is null`,
        [caseId, role],
      );
    },
    async seenOnOtherAccount(shaKeyed, accountId) {
      const row = await q.row(
        `select 1 as found from thaw.media m join thaw.cases c using (case_id)
          where m.sha_keyed = $1 and c.account_id <> $2 limit 1`,
        [shaKeyed, accountId],
      );
      return row !== null;
    },
    async addMarks(caseId, marks) {
      await q.run(
        `insert into thaw.marks (mark, case_id) select unnest($2::text[]), $1
         on conflict do nothing`,
        [caseId, marks],
      );
    },
    async marksOnOtherAccount(marks, accountId) {
      const row = await q.row(
        `select 1 as found from thaw.marks m join thaw.cases c using (case_id)
          where m.mark = any($1) and c.account_id <> $2 limit 1`,
        [marks, accountId],
      );
      return row !== null;
    },
    async unnamed(objectKeys) {
      const rows = await q.rows(unnamedStatement, [objectKeys]);
      const keysOf = (known: boolean) =>
        rows
          .filter((row) => read.flag(row, 'known') === known)
          .map((row) => read.text(row, 'object_key'));
      return { ofCases: keysOf(true), ofNoCase: keysOf(false) };
    },
    async removeAll(caseId) {
      const rows = await q.rows(
        `update thaw.media set removed_at = coalesce(removed_at, thaw_now())
          where case_id = $1 returning object_key`,
        [caseId],
      );
      return rows.map((row) => read.text(row, 'object_key'));
    },
    async removeRoles(caseId, wanted) {
      const rows = await q.rows(
        `update thaw.media set removed_at = coalesce(removed_at, thaw_now())
          where case_id = $1 and role = any($2) returning object_key`,
        [caseId, wanted],
      );
      return rows.map((row) => read.text(row, 'object_key'));
    },
  };
}

function parseMedia(row: Row): MediaRow {
  return {
    mediaId: read.text(row, 'media_id'),
    caseId: read.text(row, 'case_id'),
    role: read.oneOf(row, 'role', roles),
    objectKey: read.text(row, 'object_key'),
    bytes: read.number(row, 'bytes'),
    live: read.flag(row, 'live'),
    at: read.time(row, 'at'),
  };
}
