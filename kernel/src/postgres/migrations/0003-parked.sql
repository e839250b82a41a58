-- What could not be handled waits here, so that the rest need not wait for it.

-- How often work was begun after a position. Written before each batch and not worth an fsync: a process that dies loses nothing of it.
create table begun (
  subscription text collate "C" not null,
  partition    int    not null,
  position     bigint not null,
  attempts     int    not null,
  primary key (subscription, partition, position)
);

create table parked_key (
  subscription text collate "C" not null,
  order_key    text collate "C" not null,
  attempts     int         not null,
  parked_at    timestamptz not null,
  -- Null: it waits for an operator.
  retry_at     timestamptz,
  fingerprint  text,
  error        text,
  primary key (subscription, order_key)
);
create index parked_key_retry on parked_key (subscription, retry_at) where retry_at is not null;

create table parked_item (
  subscription text collate "C" not null,
  order_key    text collate "C" not null,
  sequence     bigint generated always as identity,
  item_id      text collate "C" not null,
  payload      json not null,
  primary key (subscription, order_key, sequence),
  unique (subscription, item_id)
);

-- What an operator left out for good, and why.
create table skipped_item (
  subscription text collate "C" not null,
  order_key    text collate "C" not null,
  item_id      text collate "C" not null,
  payload      json        not null,
  reason       text        not null,
  skipped_by   text        not null,
  skipped_at   timestamptz not null
);

-- Counts that work is begun after these positions; gives the highest count. previous: where this process began before in each partition,
-- so that the mark of then is deleted under its exact key, or null when it did not. To look for marks would be to walk all dead ones
-- of the partition while anything keeps a snapshot open, so that is done only when a partition has changed hands.
create function begin_work(of_subscription text, partitions int[], positions bigint[], previous bigint[]) returns int
language plpgsql set search_path from current set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  most int := 0;
  counted int;
begin
  perform set_config('synchronous_commit', 'off', true);
  for i in 1 .. coalesce(cardinality(partitions), 0) loop
    insert into begun values (of_subscription, partitions[i], positions[i], 1)
      on conflict (subscription, partition, position) do update set attempts = begun.attempts + 1
      returning attempts into counted;
    if previous[i] is null then
      delete from begun where subscription = of_subscription and partition = partitions[i] and position <> positions[i];
    elsif previous[i] <> positions[i] then
      delete from begun where subscription = of_subscription and partition = partitions[i] and position = previous[i];
    end if;
    most := greatest(most, counted);
  end loop;
  return most;
end $$;

-- Puts an item behind what waits under its key. The key's row is locked by both this and `drop_first`: no item is left without its key.
create function park(of_subscription text, of_key text, of_item text, of_payload json, of_fingerprint text, of_error text, pause_ms int) returns void
language plpgsql set search_path from current
as $$
begin
  insert into parked_key values (
    of_subscription, of_key, case when of_error is null then 0 else 1 end, clock_timestamp(),
    clock_timestamp() + case when of_error is null then 0 else pause_ms end * interval '1 ms', of_fingerprint, of_error)
    on conflict (subscription, order_key) do update set parked_at = parked_key.parked_at;
  insert into parked_item (subscription, order_key, item_id, payload) values (of_subscription, of_key, of_item, of_payload)
    on conflict (subscription, item_id) do nothing;
end $$;

-- Takes a key's first item away if it is the given one, and lets the next one be tried. The payload that it had, or null.
create function drop_first(of_subscription text, of_key text, of_item text) returns json
language plpgsql set search_path from current
as $$
declare
  head parked_item;
begin
  perform from parked_key where subscription = of_subscription and order_key = of_key for update;
  select * into head from parked_item where subscription = of_subscription and order_key = of_key order by sequence limit 1;
  if head.item_id is distinct from of_item then return null; end if;
  delete from parked_item where subscription = of_subscription and order_key = of_key and sequence = head.sequence;
  if exists (select from parked_item where subscription = of_subscription and order_key = of_key) then
    update parked_key set attempts = 0, retry_at = clock_timestamp(), fingerprint = null, error = null
    where subscription = of_subscription and order_key = of_key;
  else
    delete from parked_key where subscription = of_subscription and order_key = of_key;
  end if;
  return head.payload;
end $$;
