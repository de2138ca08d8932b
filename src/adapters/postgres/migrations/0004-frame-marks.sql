-- What earlier facial verifications showed, as keyed hashes: nothing can be read from them, a frame that
-- comes again is found. They go with their case.
create table thaw.frame_marks (
  session_id uuid not null references thaw.face_sessions on delete cascade,
  case_id uuid not null references thaw.cases,
  kind text not null check (kind in ('exact', 'rough')),
  mark text not null,
  primary key (session_id, kind, mark)
);
create index frame_marks_mark on thaw.frame_marks (kind, mark);
create index frame_marks_case on thaw.frame_marks (case_id);
