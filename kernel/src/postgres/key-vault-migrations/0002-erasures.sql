-- Whose key is being dropped: from the closing on nothing new may be promised on what the key opens. Attempts are numbered by whoever
-- erases; the highest that was seen stays, so that one who comes late with an old number closes, drops and reopens nothing.
alter table subject_key
  add column erasure integer not null default 0,
  add column is_closed boolean not null default false,
  add check (key is not null or not is_closed);
