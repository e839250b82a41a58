-- What follows from the log can follow again: a move that a crash of this server forgets is made again, with what was written in the same
-- transaction or with handlers that know what they have done. So nobody waits for the disk here. Whatever is committed durably afterwards
-- makes it durable too, for there is one write-ahead log.
create or replace function move_checkpoints(of_subscription text, partitions int[], epochs bigint[], from_positions bigint[], to_positions bigint[])
returns void
language plpgsql
set search_path from current set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  same_incarnation uuid;
begin
  perform set_config('synchronous_commit', 'off', true);
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
