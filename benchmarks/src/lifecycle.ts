import type { Bench, BenchOptions, Figures } from "./bench.ts";
import { type BenchDatabase, freshLog, openBenchDatabase } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds, round } from "./cpu.ts";
import { measureFloors } from "./floors.ts";
import { runLifecycle, stepsPerOrder } from "./lifecycle-run.ts";

const schema = "bench_lifecycle";

export const lifecycle: Bench = {
  about: "orders through six commands each, beside single-row inserts and INSERT … SELECT unnest in the same run",
  run: async (options) => {
    await using database = await openBenchDatabase(options.say);
    await freshLog(database.sql, schema);
    const floors = await measureFloors(database.sql, schema, options.concurrency);
    options.say(`floors: ${JSON.stringify(floors)}`);
    const figures = await measureLifecycle(database, options);
    const { unnestFloorStepsPerSecond, insertFloorP50Ms } = floors;
    return {
      ...figures,
      ...floors,
      ratioToUnnestFloor: round(Number(figures.stepsPerSecond) / Number(unnestFloorStepsPerSecond), 3),
      p50RatioToInsertFloor: round(Number(figures.p50Ms) / Number(insertFloorP50Ms), 2),
    };
  },
};

/** One run on a fresh log; a tenth of the orders goes before it, so that code and plans are warm. */
const measureLifecycle = async (database: BenchDatabase, options: BenchOptions): Promise<Figures> => {
  const callers = options.concurrency;
  const orders = options.orders ?? (callers === 1 ? 500 : 30_000);
  await freshLog(database.sql, schema);
  await runLifecycle(database.sql, schema, { orders: Math.ceil(orders / 10), callers });
  await freshLog(database.sql, schema);
  options.say(`lifecycle: ${orders} orders, ${callers} at once`);
  const before = cpuSeconds(database.postmasterPid);
  const { seconds, p50Ms, p99Ms } = await runLifecycle(database.sql, schema, { orders, callers });
  const after = cpuSeconds(database.postmasterPid);
  const [size] = await database.sql<{ bytes: string }[]>`
    select sum(pg_total_relation_size(oid)) as bytes from pg_class
    where relnamespace = ${schema}::regnamespace and relname in ('event', 'receipt')`;
  return {
    concurrency: callers,
    orders,
    stepsPerSecond: Math.round((orders * stepsPerOrder) / seconds),
    p50Ms,
    p99Ms,
    cpuSecondsPer1000Orders: cpuPerThousand(before, after, orders),
    bytesPerOrder: Math.round(Number(size?.bytes) / orders),
  };
};
