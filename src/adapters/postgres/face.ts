import type { Json } from '../../app/stores.ts';
import type { FaceSessionRow, FaceStore, FrameMarks } from '../../app/stores-pictures.ts';
import { type Query, type Row, read } from './query.ts';

const columns = '*, used_at is not null as used, ends_at <= thaw_now() as expired';

export function faceOn(q: Query): FaceStore {
  return {
    async create(session) {
      const row = await q.row(
        `insert into thaw.face_sessions
           (id, case_id, session_id, handoff_id, challenge, tracker, ends_at)
         values ($1, $2, $3, $4, $5, $6, thaw_now() + make_interval(secs => $7))
         returning ${columns}`,
        [
          session.id,
          session.caseId,
          session.sessionId,
          session.handoffId,
          JSON.stringify(session.challenge),
          JSON.stringify(session.tracker),
          session.ttlSeconds,
        ],
      );
      if (row === null) throw new Error('an insert answers its row');
      return parseSession(row);
    },
    async find(id, options = {}) {
      const row = await q.row(
        `select ${columns} from thaw.face_sessions where id = $1
          ${options.lock === true ? 'for update' : ''}`,
        [id],
      );
      return row === null ? null : parseSession(row);
    },
    async addFrame(id, frame) {
      const added = await q.run(
        `insert into thaw.face_frames (session_id, idx, t_ms, facts, picture)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [id, frame.index, frame.tMs, frame.facts, frame.picture],
      );
      return added === 1;
    },
    async saveTracker(id, tracker) {
      await q.run('update thaw.face_sessions set tracker = $2 where id = $1', [
        id,
        JSON.stringify(tracker),
      ]);
    },
    async frames(id) {
      const rows = await q.rows(
        'select idx, t_ms, facts from thaw.face_frames where session_id = $1 order by idx',
        [id],
      );
      return rows.map((row) => ({
        index: read.number(row, 'idx'),
        tMs: read.number(row, 't_ms'),
        facts: read.bytes(row, 'facts'),
      }));
    },
    async picture(id, index) {
      const row = await q.row(
        `select picture from thaw.face_frames
          where session_id = $1 and idx = $2 and picture is not null`,
        [id, index],
      );
      return row === null ? null : read.bytes(row, 'picture');
    },
    async dropPictures(id) {
      await q.run(
        'update thaw.face_frames set picture = null where session_id = $1 and picture is not null',
        [id],
      );
    },
    async addMarks(session, marks) {
      for (const kind of ['exact', 'rough'] as const) {
        await q.run(
          `insert into thaw.frame_marks (session_id, case_id, kind, mark)
           select $1, $2, $3, unnest($4::text[]) on conflict do nothing`,
          [session.id, session.caseId, kind, marks[kind]],
        );
      }
    },
    async marksSeen(id, marks) {
      return { exact: await most(q, id, 'exact', marks), rough: await most(q, id, 'rough', marks) };
    },
    async dropMarks(caseId) {
      await q.run('delete from thaw.frame_marks where case_id = $1', [caseId]);
    },
    async use(id) {
      const used = await q.run(
        'update thaw.face_sessions set used_at = thaw_now() where id = $1 and used_at is null',
        [id],
      );
      return used === 1;
    },
    async latestUsed(caseId) {
      const row = await q.row(
        `select id from thaw.face_sessions where case_id = $1 and used_at is not null
          order by used_at desc limit 1`,
        [caseId],
      );
      return row === null ? null : read.text(row, 'id');
    },
    async endForCase(caseId) {
      await q.run(
        `update thaw.face_sessions set used_at = thaw_now()
          where case_id = $1 and used_at is null`,
        [caseId],
      );
    },
    async dropFrames(caseId) {
      await q.run(
        `delete from thaw.face_frames f using thaw.face_sessions s
          where s.id = f.session_id and s.case_id = $1`,
        [caseId],
      );
      await q.run(
        `update thaw.face_sessions set tracker = '{}' where case_id = $1 and used_at is not null`,
        [caseId],
      );
    },
  };
}

/** Frames that share one mark are counted each. */
async function most(
  q: Query,
  id: string,
  kind: 'exact' | 'rough',
  marks: FrameMarks,
): Promise<number> {
  const row = await q.row(
    `select count(*)::int as met
       from unnest($3::text[]) as own (mark) join thaw.frame_marks m
         on m.kind = $2 and m.mark = own.mark and m.session_id <> $1
      group by m.session_id order by met desc limit 1`,
    [id, kind, marks[kind]],
  );
  return row === null ? 0 : read.number(row, 'met');
}

function parseSession(row: Row): FaceSessionRow {
  return {
    id: read.text(row, 'id'),
    caseId: read.text(row, 'case_id'),
    sessionId: read.text(row, 'session_id'),
    handoffId: read.textOrNull(row, 'handoff_id'),
    challenge: read.object<Json & object>(row, 'challenge'),
    tracker: read.object<Json & object>(row, 'tracker'),
    startedAt: read.time(row, 'started_at'),
    endsAt: read.time(row, 'ends_at'),
    used: read.flag(row, 'used'),
    expired: read.flag(row, 'expired'),
  };
}
