import { limits } from "@waybill/kernel/limits";
import type { Sql } from "postgres";
import type { Bench, Figures } from "./bench.ts";
import { freshLog, openBenchDatabase } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds, round } from "./cpu.ts";
import { runLifecycle, stepsPerOrder } from "./lifecycle-run.ts";

const schema = "bench_growth";

export const growth: Bench = {
  about: "lifecycle on a log that already holds 10 thousand, 1 million and 10 million events (--events)",
  run: async ({ concurrency, orders, events, say }) => {
    await using database = await openBenchDatabase(say);
    const { sql } = database;
    const runs: Figures[] = [];
    for (const stored of events) {
      await freshLog(sql, schema);
      say(`storing ${stored} events`);
      await fill(sql, stored);
      await runLifecycle(sql, schema, { orders: 2_000, callers: concurrency });
      const taken = orders ?? 30_000;
      const before = cpuSeconds(database.postmasterPid);
      const { seconds, p50Ms, p99Ms } = await runLifecycle(sql, schema, { orders: taken, callers: concurrency });
      const cpuSecondsPer1000Orders = cpuPerThousand(before, cpuSeconds(database.postmasterPid), taken);
      const stepsPerSecond = Math.round((taken * stepsPerOrder) / seconds);
      const run = { storedEvents: stored, stepsPerSecond, p50Ms, p99Ms, cpuSecondsPer1000Orders };
      say(JSON.stringify(run));
      runs.push(run);
    }
    const [smallest] = runs;
    return {
      concurrency,
      runs: runs.map((run) => ({ ...run, ratioToSmallest: round(Number(run.stepsPerSecond) / Number(smallest?.stepsPerSecond), 3) })),
    };
  },
};

/**
 * Stores events and receipts as the lifecycle would have left them: streams of six, dense positions in all partitions, ids that look
 * like ours. The indexes are made afterwards, which is several times faster and packs them as a REINDEX would.
 */
const fill = async (sql: Sql, events: number): Promise<void> => {
  const orders = Math.ceil(events / 6);
  await sql.begin(async (tx) => {
    await tx`set local search_path to ${tx(schema)}`;
    await tx`alter table event drop constraint event_pkey, drop constraint event_partition_stream_version_key`;
    await tx`alter table receipt drop constraint receipt_pkey`;
    await tx`
      insert into event (partition, position, stream, version, type, schema_version, data, metadata, command_id, recorded_at)
      select stored.nth % parts, (stored.nth / parts) * 6 + step, 'default/order/ord_00' || lpad(to_hex(stored.nth), 24, '0'), step, 'OrderConfirmed', 1,
        ${JSON.stringify({ authorised: { amount: 3959, currency: "GBP" }, at: 1_795_000_000_000 })}::text::jsonb,
        ${JSON.stringify({ actor: "saga:fulfil-order", correlation: "ord_01h455vb4pex5vsknk084sn02q" })}::text::jsonb, gen_random_uuid(), now()
      from generate_series(0, ${orders - 1}::int) as stored (nth) cross join generate_series(1, 6) as step
        cross join (select ${limits.defaultPartitions}::int as parts) as log`;
    await tx`
      insert into receipt (partition, command_id, request_hash, version, position, expires_at)
      select partition, command_id, command_id, version, position, now() + interval '7 days' from event`;
    await tx`alter table event add primary key (partition, position), add unique (partition, stream, version)`;
    await tx`alter table receipt add primary key (partition, command_id)`;
  });
  await sql`vacuum analyze ${sql(`${schema}.event`)}`;
  await sql`vacuum analyze ${sql(`${schema}.receipt`)}`;
  await sql`checkpoint`;
};
