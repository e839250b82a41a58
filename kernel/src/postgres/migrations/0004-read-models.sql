-- How read models came to be, and how what they cannot project is parked in the step that moves them on.

-- One row per version of a read model. Its table and its subscription have the name; what is built anew beside it has the name,
-- `_g` and the generation.
create sequence read_model_generation;
create table read_model (
  subscription text collate "C" primary key,
  -- Since when the rows are complete and may be read; null while they are built for the first time.
  built_at   timestamptz,
  -- Under which they are built anew; null when they are not.
  generation bigint
);

-- Knows a read model from now on. Where its table is not there, or no longer, it begins from the beginning. The caller makes the table
-- in the same transaction.
create function know_read_model(of_subscription text) returns void
language plpgsql set search_path from current
as $$
begin
  if to_regclass(format('%I', of_subscription)) is null then
    delete from checkpoint where subscription = of_subscription;
    delete from begun where subscription = of_subscription;
    delete from parked_item where subscription = of_subscription;
    delete from parked_key where subscription = of_subscription;
    delete from read_model where subscription = of_subscription;
  end if;
  insert into read_model (subscription) values (of_subscription) on conflict do nothing;
end $$;

-- Raises WB001 when the name means another table than the one that rows were read from: they were swapped meanwhile. Looked up when it
-- is called, and so under the locks of the statement that it is part of.
create function same_table(named text, expected oid) returns void
language plpgsql set search_path from current
as $$
begin
  if to_regclass(named)::oid is distinct from expected then
    raise exception '% was swapped', named using errcode = 'WB001';
  end if;
end $$;

-- Parks many items; failures are given with the first item of a key that failed.
create function park_items(of_subscription text, keys text[], items text[], payloads text[], fingerprints text[], errors text[], pause_ms int)
returns void
language plpgsql set search_path from current
as $$
begin
  for i in 1 .. coalesce(cardinality(keys), 0) loop
    -- A list of text ends with a null more than was given.
    continue when keys[i] is null;
    perform park(of_subscription, keys[i], items[i], payloads[i]::json, fingerprints[i], errors[i], pause_ms);
  end loop;
end $$;

-- Takes a parked item out; raises WB001 when it is not the first of its key.
create function settle_first(of_subscription text, of_key text, of_item text) returns void
language plpgsql set search_path from current
as $$
begin
  if drop_first(of_subscription, of_key, of_item) is null then
    raise exception '% is not the first of % for %', of_item, of_key, of_subscription using errcode = 'WB001';
  end if;
end $$;

-- Forgets all that is kept under a subscription's name.
create function forget_subscription(of_subscription text) returns void
language sql set search_path from current
as $$
  delete from checkpoint where subscription = of_subscription;
  delete from lease where subscription = of_subscription;
  delete from follower where subscription = of_subscription;
  delete from begun where subscription = of_subscription;
  delete from parked_item where subscription = of_subscription;
  delete from parked_key where subscription = of_subscription;
$$;

-- Puts what was built anew in the place of what is live: rows, checkpoints and parked items. False when it is behind in any partition,
-- or not under way. Both tables are locked first, as every writer does, so that nothing is in flight between them; readers wait for as long as
-- it takes to rename a table, and those who read before it and would write after it fail by `same_table`.
create function swap_read_model(live text, of_generation bigint, lock_timeout_ms int) returns boolean
language plpgsql set search_path from current
as $$
declare
  built text := live || '_g' || of_generation;
  index_name text;
begin
  perform set_config('lock_timeout', lock_timeout_ms || 'ms', true);
  -- One swap at a time; the others find that it is no longer under way.
  perform from read_model where subscription = live and generation = of_generation for update;
  if not found then return false; end if;
  execute format('lock table %I, %I in access exclusive mode', live, built);
  -- Nobody claims either meanwhile.
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || '/checkpoint/' || name, 0)) from unnest(array[live, built]) as name;
  if exists (
    select from checkpoint stands where stands.subscription = live and stands.position > coalesce((
      select max(c.position) from checkpoint c where c.subscription = built and c.partition = stands.partition
        and c.incarnation = stands.incarnation), 0)
  ) then return false; end if;

  -- Each under the epoch of its live owner, who goes on from there.
  with gone as (delete from checkpoint where subscription = live returning partition, epoch),
    owners as (select g.partition, max(g.epoch) as epoch from gone g group by g.partition)
  insert into checkpoint (subscription, partition, epoch, position, incarnation)
    select live, b.partition, coalesce(o.epoch, 0), b.position, b.incarnation
    from checkpoint b left join owners o on o.partition = b.partition where b.subscription = built;
  delete from parked_item where subscription = live;
  delete from parked_key where subscription = live;
  update parked_item set subscription = live where subscription = built;
  update parked_key set subscription = live where subscription = built;
  perform forget_subscription(built);

  execute format('drop table %I', live);
  for index_name in select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = to_regclass(format('%I', built)) loop
    execute format('alter index %I rename to %I', index_name, live || substr(index_name, length(built) + 1));
  end loop;
  execute format('alter table %I rename to %I', built, live);
  update read_model set generation = null, built_at = coalesce(built_at, clock_timestamp()) where subscription = live;
  return true;
end $$;

-- Clears away what is left of a generation that is no longer under way: processes that had not heard of the swap may have begun again.
create function clear_generation(live text, of_generation bigint) returns void
language plpgsql set search_path from current
as $$
begin
  perform from read_model where subscription = live and generation = of_generation;
  if found then return; end if;
  perform forget_subscription(live || '_g' || of_generation);
  execute format('drop table if exists %I', live || '_g' || of_generation);
end $$;

-- Drops a read model that nobody needs any more, such as an old version: table, checkpoints, parked items and all. Raises WB002
-- while a process follows for it, or did until `quiet_ms` ago.
create function drop_read_model(of_subscription text, quiet_ms int) returns void
language plpgsql set search_path from current
as $$
declare
  building bigint;
begin
  -- The lock of those who prepare it.
  perform pg_advisory_xact_lock(hashtextextended(format('waybill read model "%s"."%s"', current_schema(), of_subscription), 0));
  if exists (
    select from follower where subscription = of_subscription and alive_until > clock_timestamp() - quiet_ms * interval '1 ms'
  ) then
    raise exception '% is followed', of_subscription using errcode = 'WB002';
  end if;
  delete from read_model where subscription = of_subscription returning generation into building;
  if not found then return; end if;
  execute format('drop table if exists %I', of_subscription);
  perform forget_subscription(of_subscription);
  if building is not null then perform clear_generation(of_subscription, building); end if;
end $$;
