-- A reviewer's own claims are found by this, however long the queue is.
create index review_queue_held on thaw.review_queue (claimed_by) where claimed_by is not null;
