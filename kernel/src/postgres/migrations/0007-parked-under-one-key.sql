-- An item waits under one key. Newer code may find that it concerns something else than what it was parked under, such as the instance of a
-- saga instead of the subject of a message that nobody had understood. Before this file such an item stayed where it was and its new key was
-- there without items: shown to nobody, and all that came for it waited for ever.
--
-- It moves, behind what waits under its new key. To leave it where it is would let what comes for the new key overtake it; under both it
-- would be handled twice. Whoever has it in hand under its old key settles or fails nothing there any more, and it comes once more: who
-- handles parked items knows by their ids what is done. Rows, which count, park under streams, and an event stays in its own.
--
-- Of one subscription one process parks at a time, so that nothing moves elsewhere while its keys are being locked. Keys are locked first, all of them
-- and in one sequence: whoever settles, fails, skips or takes locks one key, and then looks what is first there.
create or replace function park_items(of_subscription text, keys text[], items text[], payloads text[], fingerprints text[], errors text[], pause_ms int)
returns void
language plpgsql set search_path from current
as $$
declare
  place text;
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
    if place is not null and drop_first(of_subscription, place, items[i]) is null then
      delete from parked_item p where p.subscription = of_subscription and p.item_id = items[i];
    end if;
    insert into parked_key values (
      of_subscription, keys[i], case when errors[i] is null then 0 else 1 end, clock_timestamp(),
      clock_timestamp() + case when errors[i] is null then 0 else pause_ms end * interval '1 ms', fingerprints[i], errors[i])
      on conflict (subscription, order_key) do nothing;
    insert into parked_item (subscription, order_key, item_id, payload) values (of_subscription, keys[i], items[i], payloads[i]::json);
  end loop;
end $$;
drop function park(text, text, text, json, text, text, int);

-- The first item of a key, as it is when this is called: a statement that has waited for the key's row would see who was first before.
create function first_parked(of_subscription text, of_key text) returns setof parked_item
language plpgsql set search_path from current
as $$
begin
  return query select * from parked_item p where p.subscription = of_subscription and p.order_key = of_key order by p.sequence limit 1;
end $$;

-- Whether it is the first of its key, which nobody else changes until the caller's transaction is over.
create function is_first_parked(of_subscription text, of_key text, of_item text) returns boolean
language plpgsql set search_path from current
as $$
begin
  perform from parked_key where subscription = of_subscription and order_key = of_key for update;
  return exists (select from first_parked(of_subscription, of_key) f where f.item_id = of_item);
end $$;

-- Keys without items, from before. Nobody parks meanwhile: one that is being given an item would be dropped with a look from before that.
lock table parked_key in share row exclusive mode;
delete from parked_key k where not exists (
  select from parked_item p where p.subscription = k.subscription and p.order_key = k.order_key);
