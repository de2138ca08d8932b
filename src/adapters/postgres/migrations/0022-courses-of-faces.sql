-- The course of a facial verification (turns of the head, distance of the eyes) stood in clear and outlived its
-- case. It is dropped with the frames, from now on.
update thaw.face_sessions s set tracker = '{}'
  from thaw.cases c
 where c.case_id = s.case_id and s.used_at is not null
   and c.status in ('approved', 'declined', 'cancelled', 'expired');
