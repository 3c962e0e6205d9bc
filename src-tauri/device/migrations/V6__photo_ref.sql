-- The pool holds a photo for a ticket, not at large: another's ticket that has the same image says nothing about ours.
ALTER TABLE photo_ref ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
UPDATE photo_ref SET held = coalesce((SELECT p.held FROM photo p WHERE p.sha = photo_ref.sha), 0);
DROP INDEX photo_waiting;
CREATE INDEX photo_ref_waiting ON photo_ref(sha) WHERE held = 0;
