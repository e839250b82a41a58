import { OrderId } from "@waybill/contracts/ids";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { type EventLog, streamName } from "@waybill/kernel/event-log";
import { followReadModel, type ReadModelHappening } from "@waybill/kernel/follow-read-model";
import { limits } from "@waybill/kernel/limits";
import { createPostgresCheckpoints } from "@waybill/kernel/postgres/checkpoints";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { createPostgresLeases } from "@waybill/kernel/postgres/leases";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { createPostgresParking } from "@waybill/kernel/postgres/parking";
import { createPostgresReadModelRows } from "@waybill/kernel/postgres/read-model-rows";
import { Subscription } from "@waybill/kernel/subscription";
import { Tailer } from "@waybill/kernel/tailer";
import { noMetrics } from "@waybill/kernel/telemetry";
import { orderAggregate, orderingReadModels } from "@waybill/ordering";
import type { Sql } from "postgres";
import type { Figures } from "./bench.ts";
import { type BenchDatabase, freshLog } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds, round } from "./cpu.ts";
import { merchant } from "./names.ts";
import { orderSteps, stepContext } from "./order-steps.ts";
import { percentileOf } from "./stopwatch.ts";

const schema = "bench_follow";

export interface RebuildSize {
  readonly orders: number;
  readonly say: (line: string) => void;
}

/**
 * Builds the list of orders from a log of six events each, twice: for the first time, and anew beside the rows that are read, which
 * ends when it is in their place. The floor reads the same events in the same batches and moves the checkpoints, and does nothing else.
 */
export const measureRebuild = async (database: BenchDatabase, { orders, say }: RebuildSize): Promise<Figures> => {
  await freshLog(database.sql, schema);
  say(`storing ${orders * 6} events`);
  await fill(database.sql, orders);
  const sql = connectLog(database.url, { max: 10, applicationName: "bench" });
  const log = await openPostgresEventLog(sql, schema);
  const parts = { log, checkpoints: createPostgresCheckpoints(sql, schema), leases: createPostgresLeases(sql, schema) };
  const events = orders * 6;

  const floor = await timed(database, events, () => followAlone(parts));
  say(`following alone: ${floor.eventsPerSecond} events/s`);
  const { model, decode } = orderingReadModels.orderSummary;
  const batchesMs: number[] = [];
  const swapped = Promise.withResolvers<void>();
  const observe = (happening: ReadModelHappening): void => {
    if (happening.kind === "moved") batchesMs.push(happening.elapsedMs);
    if (happening.kind === "swapped") swapped.resolve();
    if (happening.kind === "stopped" || happening.kind === "parked") swapped.reject(new Error(JSON.stringify(happening)));
  };
  const tailer = new Tailer(log);
  const rows = createPostgresReadModelRows(sql, schema, model);
  const parking = createPostgresParking(sql, schema);
  const followed = followReadModel({ ...parts, model, decode, rows, tailer, parking, observe });
  const first = await timed(database, events, async () => {
    await followed.start();
    await untilThrough(() => followed.status());
  });
  say(`first build: ${first.eventsPerSecond} events/s`);
  const beside = await timed(database, events, async () => {
    await followed.rebuild();
    await swapped.promise;
  });
  say(`built beside and swapped: ${beside.eventsPerSecond} events/s`);
  const [count] = await database.sql<
    { rows: number }[]
  >`select count(*)::int as rows from ${sql(`${schema}.${model.name}_v${model.version}`)}`;
  if (count?.rows !== orders) throw new Error(`${count?.rows} rows of ${orders} orders`);
  tailer.stop();
  await followed.stop();
  await disconnectLog(sql);
  return {
    events,
    followAlone: floor,
    firstBuild: { ...first, ratioToFollowAlone: ratio(first, floor) },
    builtBeside: { ...beside, ratioToFollowAlone: ratio(beside, floor) },
    batchP50Ms: percentileOf(batchesMs, 0.5),
    batchP99Ms: percentileOf(batchesMs, 0.99),
  };
};

type Timed = Awaited<ReturnType<typeof timed>>;

const ratio = (a: Timed, b: Timed): number => round(a.eventsPerSecond / b.eventsPerSecond, 3);

const timed = async ({ postmasterPid }: BenchDatabase, events: number, work: () => Promise<void>) => {
  const before = cpuSeconds(postmasterPid);
  const startedAtMs = performance.now();
  await work();
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const cpuSecondsPer1000Events = cpuPerThousand(before, cpuSeconds(postmasterPid), events);
  return { eventsPerSecond: Math.round(events / seconds), cpuSecondsPer1000Events };
};

type Parts = Pick<ConstructorParameters<typeof Subscription>[0], "checkpoints" | "leases" | "log">;

const followAlone = async (parts: Parts): Promise<void> => {
  const tailer = new Tailer(parts.log);
  const name = "floor";
  const subscription = new Subscription({ ...parts, name, tailer, handle: ({ moves }) => parts.checkpoints.move(name, moves) });
  subscription.start();
  await untilThrough(() => subscription.status());
  tailer.stop();
  await subscription.stop();
};

const untilThrough = async (status: () => Promise<readonly { readonly lag: number }[]>): Promise<void> => {
  while ((await status()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, lookMs));
};

const lookMs = 20;

/**
 * Stores the six events of one order, as the lifecycle records them, for so many orders. In each partition 50 orders are under way
 * at once, so that an order's events are not beside one another. The keys are made afterwards, which is several times faster.
 */
const fill = async (sql: Sql, orders: number): Promise<void> => {
  const { orderId, events } = await oneOrder(await openPostgresEventLog(sql, schema));
  await sql`truncate ${sql(`${schema}.event`)}, ${sql(`${schema}.receipt`)}`;
  await sql.begin(async (tx) => {
    await tx`set local search_path to ${tx(schema)}`;
    await tx`alter table event drop constraint event_pkey, drop constraint event_partition_stream_version_key`;
    await tx`
      insert into event (partition, position, stream, version, type, schema_version, data, metadata, command_id, recorded_at)
      select nth % parts, (nth / parts / 50) * 300 + (step.version - 1) * least(50, ((${orders}::int - 1 - nth % parts) / parts + 1) - (nth / parts / 50) * 50) + (nth / parts) % 50 + 1,
        'default/order/' || id, step.version, step.type, 1, replace(step.data, ${orderId}, id)::json, step.metadata::json, gen_random_uuid(), now()
      from generate_series(0, ${orders}::int - 1) as nth cross join lateral (select 'ord_00' || lpad(to_hex(nth), 24, '0') as id) as named
      cross join (select ${limits.defaultPartitions}::int as parts) as log
      cross join json_to_recordset(${JSON.stringify(events)}::text::json) as step (version int, type text, data text, metadata text)`;
    await tx`alter table event add primary key (partition, position), add unique (partition, stream, version)`;
  });
  await sql`vacuum analyze ${sql(`${schema}.event`)}`;
  await sql`checkpoint`;
};

const oneOrder = async (log: EventLog) => {
  const committer = createCommitter(log);
  const handler = createCommandHandler(
    { log, committer, clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } },
    orderAggregate,
  );
  const orderId = OrderId.create();
  for (const command of orderSteps(orderId)) await handler.handle(orderId, command, stepContext(orderId, command));
  await committer.drain();
  const recorded = await log.readStream(streamName(merchant, "order", orderId), 0, 10);
  if (recorded.length !== 6) throw new Error(`an order has ${recorded.length} events`);
  return {
    orderId,
    events: recorded.map(({ version, type, data }) => ({
      version,
      type,
      data: JSON.stringify(data),
      metadata: JSON.stringify({ actor: "saga:fulfil-order", correlation: orderId }),
    })),
  };
};
