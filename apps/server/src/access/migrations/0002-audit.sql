-- What staff, operators and admins asked for over HTTP, and what others were forbidden. No bodies, no queries: nothing of persons.
create table audit (
  id uuid not null,
  merchant text collate "C" not null,
  at timestamptz not null,
  key_id text collate "C" not null,
  key_name text not null,
  role text collate "C" not null,
  operation text collate "C" not null,
  method text collate "C" not null,
  path text not null,
  address text not null,
  agent text,
  keyed boolean not null,
  status smallint not null,
  code text collate "C",
  position text,
  replayed boolean not null,
  correlation text not null,
  primary key (merchant, at, id)
);

-- For letting go of what is old: entries come in the order of their times, so ranges of pages are enough to find it.
create index audit_at on audit using brin (at);
