-- Who may ask for what. Of a token only its SHA-256 is kept: whoever reads this table cannot use a key.
create table key (
  id text collate "C" primary key,
  merchant text collate "C" not null,
  role text collate "C" not null,
  name text not null,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create index key_merchant on key (merchant, created_at, id) where revoked_at is null;

-- What access tokens for single orders are derived from: shared by all processes, and dropping it makes all of them void.
create table secret (
  only_row boolean primary key default true check (only_row),
  bytes bytea not null check (octet_length(bytes) = 32)
);
