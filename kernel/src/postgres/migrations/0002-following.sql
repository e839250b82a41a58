-- Who follows the log, how far each has come, and who may say so.

-- How far a subscription has come in each partition: one live row per (subscription, partition). It moves by deleting the row under its
-- exact key and inserting the next one, never by update. An update in place leaves a chain of dead versions while anything keeps a
-- snapshot open (pg_dump, a standby's feedback), and every further move walks the whole chain; a deleted key is never looked at again, and
-- the newest row is always the last of its key range, where a backward scan meets it first.
create table checkpoint (
  subscription text collate "C" not null,
  partition    int    not null,
  -- The lease under which it moved. A later owner raises it, and from then on whatever the earlier one still tries finds no row.
  epoch        bigint not null,
  position     bigint not null,
  incarnation  uuid   not null,
  primary key (subscription, partition, epoch, position)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

-- Which processes follow for a subscription, each alive until a time on this server's clock.
create table follower (
  subscription text collate "C" not null,
  owner        uuid        not null,
  alive_until  timestamptz not null,
  primary key (subscription, owner)
);

-- Which of them works on which partition. Written only when the owner changes: being alive is said once per process, in follower.
create table lease (
  subscription text collate "C" not null,
  partition    int    not null,
  owner        uuid,
  epoch        bigint not null,
  primary key (subscription, partition)
);

-- Where each partition stands; partitions that never moved are left out.
create function read_checkpoints(of_subscription text, of_partitions int[])
returns table (partition int, epoch bigint, "position" bigint, incarnation uuid)
language sql stable parallel safe
set search_path from current set enable_seqscan = off set enable_bitmapscan = off
as $$
  select p, newest.epoch, newest.position, newest.incarnation
  from unnest(of_partitions) p
  cross join lateral (
    select c.epoch, c.position, c.incarnation from checkpoint c
    where c.subscription = of_subscription and c.partition = p
    order by c.epoch desc, c.position desc limit 1
  ) newest
$$;

-- The compare-and-set: moves each given partition from one position to another under its epoch. When one no longer stands there, because
-- another owner has taken it over, this raises WB001, so that whatever was done in the same transaction is undone with it. Partitions
-- come in ascending order: two callers never wait for each other in a circle. A loop, because the planner joined an array to the wrong
-- end of the key (subscription only) and walked every dead row of it.
create function move_checkpoints(of_subscription text, partitions int[], epochs bigint[], from_positions bigint[], to_positions bigint[])
returns void
language plpgsql
set search_path from current set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  same_incarnation uuid;
begin
  for i in 1 .. coalesce(cardinality(partitions), 0) loop
    delete from checkpoint
    where subscription = of_subscription and partition = partitions[i] and epoch = epochs[i] and position = from_positions[i]
    returning incarnation into same_incarnation;
    if not found then
      raise exception '% does not stand at % of partition % under epoch %', of_subscription, from_positions[i], partitions[i], epochs[i]
        using errcode = 'WB001';
    end if;
    insert into checkpoint values (of_subscription, partitions[i], epochs[i], to_positions[i], same_incarnation);
  end loop;
end $$;

-- Takes partitions over: raises each checkpoint to the new owner's epoch, or starts it at 0, and returns where each stands. A partition that a
-- later epoch already holds is left out. A move in flight is waited for.
create function claim_checkpoints(of_subscription text, partitions int[], epochs bigint[], log_incarnation uuid)
returns table (partition int, epoch bigint, "position" bigint, incarnation uuid)
language plpgsql
set search_path from current set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
declare
  held checkpoint;
begin
  -- One claimer of a subscription at a time, or two could both find nothing and both start at 0.
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || '/checkpoint/' || of_subscription, 0));
  for i in 1 .. coalesce(cardinality(partitions), 0) loop
    loop
      select c.* into held from checkpoint c
      where c.subscription = of_subscription and c.partition = partitions[i]
      order by c.epoch desc, c.position desc limit 1;
      exit when not found or held.epoch >= epochs[i];
      delete from checkpoint c
      where c.subscription = of_subscription and c.partition = partitions[i] and c.epoch = held.epoch and c.position = held.position;
      -- Not found: the earlier owner moved it meanwhile. Look again.
      exit when found;
    end loop;
    if held.epoch > epochs[i] then continue; end if;
    if held.epoch is distinct from epochs[i] then
      insert into checkpoint values
        (of_subscription, partitions[i], epochs[i], coalesce(held.position, 0), coalesce(held.incarnation, log_incarnation));
    end if;
    return query select partitions[i], epochs[i], coalesce(held.position, 0), coalesce(held.incarnation, log_incarnation);
  end loop;
end $$;
