-- The frames of a facial verification under the key of their case, until its verdict and no longer.
alter table thaw.face_frames add column picture bytea;
