-- One key per person. A dropped key leaves its row, so that the person cannot come back under a new one unnoticed.
create table subject_key (
  subject text collate "C" primary key,
  key bytea check (octet_length(key) = 32),
  made_at timestamptz not null default clock_timestamp(),
  dropped_at timestamptz,
  check ((key is null) = (dropped_at is not null))
);
