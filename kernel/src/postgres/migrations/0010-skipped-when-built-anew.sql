-- What was skipped stays skipped in rows that are built anew. As before (0004), and what was skipped for the new rows is skipped for those that are
-- read; what was skipped for those while it was parked for the new ones is tried once more, and left out by whoever tries it.
create or replace function swap_read_model(live text, of_generation bigint, lock_timeout_ms int) returns boolean
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
  -- After the keys: whoever skips has locked one.
  update skipped_item set subscription = live where subscription = built;
  update parked_key k set attempts = 0, retry_at = clock_timestamp() where k.subscription = live and exists (
    select from first_parked(live, k.order_key) first join skipped_item s on s.subscription = live and s.item_id = first.item_id);
  perform forget_subscription(built);

  execute format('drop table %I', live);
  for index_name in select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = to_regclass(format('%I', built)) loop
    execute format('alter index %I rename to %I', index_name, live || substr(index_name, length(built) + 1));
  end loop;
  execute format('alter table %I rename to %I', built, live);
  update read_model set generation = null, built_at = coalesce(built_at, clock_timestamp()) where subscription = live;
  return true;
end $$;
