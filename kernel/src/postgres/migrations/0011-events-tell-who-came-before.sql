-- A command without a receipt that recorded something is known by that, where it is sent again because an answer was lost: the event after the
-- version that it expected bears its id. Looked at only where it would conflict. As before (0008) but for that; so commands without a key need
-- no receipts any more (docs/decisions/0137-what-recorded-something-needs-no-receipt.md).
create or replace function append(
  partitions smallint[], streams text, stream_partition int[],
  c_stream int[], c_expected int[], c_events int[], c_id uuid[], c_hash uuid[], c_twin int[],
  c_expires timestamptz[], c_outcome text, c_metadata text,
  e_command int[], e_nth int[], e_type text, e_schema smallint[], e_data text,
  c_stands_on int[],
  out positions text, out exceptions jsonb
) language plpgsql as $$
declare
  log_key constant int := 'event'::regclass::oid::int;
  recorded timestamptz;
  stream_names text[] := string_to_array(streams, E'\x1f');
  metadatas text[] := string_to_array(c_metadata, E'\x1f');
  heads bigint[];
  stream_versions int[];
  base bigint[] := array_fill(0::bigint, array[cardinality(c_stream)]);
  last bigint[] := base;
  kinds int[] := array_fill(0, array[cardinality(c_stream)]); -- 0 appended, 1 duplicate, 2 conflict, 3 key reused
  refused jsonb[] := '{}';
  known record;
  recorded_last bigint;
  twin int;
  s int;
  p int;
begin
  -- A snapshot from before the lock would not see what the writer before us did: with a stale version a decision would be
  -- acknowledged that no longer holds. Databases and roles can make another level than read committed the default.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'append needs read committed: reset default_transaction_isolation of this role, database and connection' using errcode = '25001';
  end if;

  -- 1. Writers of a partition one after the other, until commit: this alone makes positions dense and in commit order.
  perform pg_advisory_xact_lock(log_key, touched) from unnest(partitions) as touched;

  -- 2. New statements, so their snapshots are taken after the lock.
  recorded := clock_timestamp();
  select array_agg(coalesce(head.position, 0) order by at.ordinal) into heads
    from unnest(partitions) with ordinality as at (partition, ordinal)
    left join lateral (
      select event.position from event where event.partition = at.partition order by event.position desc limit 1
    ) as head on true;
  select array_agg(coalesce(latest.version, 0) order by at.ordinal) into stream_versions
    from unnest(stream_names, stream_partition) with ordinality as at (stream, partition_index, ordinal)
    left join lateral (
      select event.version from event
      where event.partition = partitions[at.partition_index] and event.stream = at.stream
      order by event.version desc limit 1
    ) as latest on true;
  for known in
    select at.ordinal::int as i, receipt.*
    from unnest(c_id, c_hash, c_stream) with ordinality as at (id, hash, stream, ordinal)
    join lateral (
      select r.version, r.position, r.outcome, r.request_hash = at.hash as same_request from receipt as r
      where r.partition = partitions[stream_partition[at.stream]] and r.command_id = at.id
    ) as receipt on true
    where at.hash is not null
  loop
    kinds[known.i] := case when known.same_request then 1 else 3 end;
    refused := refused || jsonb_build_array(known.i, kinds[known.i], known.version, known.position, known.outcome);
  end loop;

  -- 3. Decide each command. A stream whose chain broke gets version -1, which no later command of the chain expects.
  for i in 1 .. cardinality(c_stream) loop
    s := c_stream[i];
    -- Of several commands with one id the appended one counts; one that conflicted left nothing.
    twin := c_twin[i];
    while twin > 0 and kinds[twin] > 0 loop twin := c_twin[twin]; end loop;
    if kinds[i] > 0 then
      if c_events[i] > 0 then stream_versions[s] := -1; end if;
    elsif twin > 0 then
      kinds[i] := case when c_hash[i] = c_hash[twin] then 1 else 3 end;
      refused := refused || jsonb_build_array(
        i, kinds[i], c_expected[twin] + c_events[twin], last[twin], (string_to_array(c_outcome, E'\x1f'))[twin]::jsonb);
      if c_events[i] > 0 then stream_versions[s] := -1; end if;
    elsif stream_versions[s] <> c_expected[i] or kinds[c_stands_on[i]] > 0 then
      recorded_last := null;
      if c_hash[i] is null and c_events[i] > 0 then
        select event.position - 1 + c_events[i] into recorded_last from event
          where event.partition = partitions[stream_partition[s]] and event.stream = stream_names[s]
            and event.version = c_expected[i] + 1 and event.command_id = c_id[i];
      end if;
      if recorded_last is null then
        kinds[i] := 2;
        refused := refused || jsonb_build_array(i, 2);
      else
        kinds[i] := 1;
        refused := refused || jsonb_build_array(i, 1, c_expected[i] + c_events[i], recorded_last, null);
      end if;
      stream_versions[s] := -1;
    elsif c_events[i] > 0 then
      p := stream_partition[s];
      base[i] := heads[p];
      heads[p] := heads[p] + c_events[i];
      last[i] := heads[p];
      stream_versions[s] := stream_versions[s] + c_events[i];
    end if;
  end loop;

  -- 4. Write.
  insert into event (partition, position, stream, version, type, schema_version, data, metadata, command_id, recorded_at)
    select partitions[stream_partition[c_stream[e.command]]], base[e.command] + e.nth, stream_names[c_stream[e.command]],
      c_expected[e.command] + e.nth, e.type, e.schema_version, e.data::json, metadatas[e.command]::json, c_id[e.command], recorded
    from unnest(e_command, e_nth, string_to_array(e_type, E'\x1f'), e_schema, string_to_array(e_data, E'\x1f'))
      as e (command, nth, type, schema_version, data)
    where kinds[e.command] = 0;
  insert into receipt (partition, command_id, request_hash, version, position, expires_at, outcome)
    select partitions[stream_partition[c.stream]], c.id, c.hash, c.expected + c.events, last[c.ordinal], c.expires_at, nullif(c.outcome, 'null')::jsonb
    from unnest(c_id, c_hash, c_stream, c_expected, c_events, c_expires, string_to_array(c_outcome, E'\x1f'))
      with ordinality as c (id, hash, stream, expected, events, expires_at, outcome, ordinal)
    where c.hash is not null and kinds[c.ordinal] = 0;

  positions := array_to_string(last, ',') || ',' || (extract(epoch from recorded) * 1000)::bigint;
  exceptions := case when cardinality(refused) > 0 then to_jsonb(refused) end;
end
$$ set search_path from current set jit = off set plan_cache_mode = force_generic_plan
-- Plans are made when the tables are still empty, and kept: without these the receipts were read by a sequential scan
-- (105 µs a command at 18,000 receipts, and growing). Every look-up here is by a key.
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off;
