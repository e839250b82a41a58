-- What an operator has skipped stays skipped when it comes again: its batch was begun before a process died, or something else in it was
-- away. Whoever begins asks by the item, whichever key it comes under.
create index skipped_item_is on skipped_item (subscription, item_id);

-- As before (0007), and what was skipped is left out. Whoever skips has locked its key, as this does before it looks: either the item waits
-- here already, and is skipped when this is over, or it is known to be skipped. What is parked already stays.
create or replace function park_items(of_subscription text, keys text[], items text[], payloads text[], fingerprints text[], errors text[], pause_ms int)
returns void
language plpgsql set search_path from current
as $$
declare
  place text;
  without_fault text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtextextended(format('waybill park "%s"."%s"', current_schema(), of_subscription), 0));
  perform from parked_key k
    where k.subscription = of_subscription and k.order_key in (
      select unnest(keys) union select p.order_key from parked_item p where p.subscription = of_subscription and p.item_id = any(items))
    order by k.order_key for update;
  for i in 1 .. coalesce(cardinality(keys), 0) loop
    -- A list of text ends with a null more than was given.
    continue when keys[i] is null;
    select p.order_key into place from parked_item p where p.subscription = of_subscription and p.item_id = items[i];
    -- Parked again, it keeps its place.
    continue when place = keys[i];
    if place is null and exists (select from skipped_item s where s.subscription = of_subscription and s.item_id = items[i]) then
      -- If it failed, nothing is known against those behind it.
      without_fault := without_fault || keys[i];
      continue;
    end if;
    if place is not null and drop_first(of_subscription, place, items[i]) is null then
      delete from parked_item p where p.subscription = of_subscription and p.item_id = items[i];
    end if;
    if keys[i] = any(without_fault) then
      errors[i] := null;
      fingerprints[i] := null;
    end if;
    insert into parked_key values (
      of_subscription, keys[i], case when errors[i] is null then 0 else 1 end, clock_timestamp(),
      clock_timestamp() + case when errors[i] is null then 0 else pause_ms end * interval '1 ms', fingerprints[i], errors[i])
      on conflict (subscription, order_key) do nothing;
    insert into parked_item (subscription, order_key, item_id, payload) values (of_subscription, keys[i], items[i], payloads[i]::json);
  end loop;
end $$;
