import type { Incoming } from "@waybill/contracts/http";
import { KeyId, OrderId } from "@waybill/contracts/ids";
import { ofReservation } from "@waybill/contracts/reservation";
import { openInventory } from "@waybill/inventory";
import { instant, systemClock } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { derivedUuid } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { noMetrics } from "@waybill/kernel/telemetry";
import type { Bench } from "./bench.ts";
import { freshLog, openBenchDatabase } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds } from "./cpu.ts";
import { merchant, skuOf } from "./names.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

const buyers = 10_000;
const units = 1_000;
const sku = skuOf("FLASH-SALE");
const reservedForMs = 17 * 60_000;

/** One process of inventory; its articles may not be sold before they have arrived. */
const inventoryOn = (pipeline: CommandPipeline) => {
  const { member, routes } = openInventory({
    pipeline,
    stockLevels: { page: async () => [] },
    backorderable: { find: async (_, skus) => new Map(skus.map((one) => [one, false])) },
  });
  const call = async (operation: string, body: unknown): Promise<unknown> => {
    const asked: Incoming<unknown, unknown, unknown> = {
      params: { sku },
      query: {},
      body,
      caller: { keyId: KeyId.create(), role: "admin", merchant },
      at: pipeline.clock.now(),
      command: { merchant },
      identify: (kind) => kind.create(),
      accessToken: null,
      lastEventId: null,
      mediaType: "application/json",
      precondition: {},
    };
    const answer = await routes.find((route) => route.operation === operation)?.handle(asked);
    if (answer?.kind !== "done") throw new Error(`${operation}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  if (member.target === null) throw new Error("nobody can ask inventory");
  return { target: member.target, call };
};

export const hotSku: Bench = {
  about: "10,000 buyers reserve one of 1,000 units; exactly 1,000 are sold (default 256 callers)",
  run: async ({ concurrency, say }) => {
    await using database = await openBenchDatabase(say);
    await freshLog(database.sql, "bench_sku");
    const log = await openPostgresEventLog(database.sql, "bench_sku");
    const pipeline = {
      log,
      committer: createCommitter(log, { lanes: 1 }),
      clock: systemClock,
      metrics: noMetrics,
      admission: { inFlight: 0 },
    };
    const { target, call } = inventoryOn(pipeline);
    await call("adjustStock", { delta: units, reason: "for the sale" });
    const stopwatch = createStopwatch();
    const callers = concurrency === 512 ? 256 : concurrency;
    const expiresAt = instant(systemClock.now() + reservedForMs);
    const orders = Array.from({ length: buyers }, () => OrderId.create());
    let sold = 0;
    const before = cpuSeconds(database.postmasterPid);
    const seconds = await withCallers(callers, buyers, async (index) => {
      const orderId = orders[index] ?? OrderId.create();
      const asked = ofReservation(orderId, {
        type: "ReserveLines",
        attempt: 1,
        lines: [{ sku, quantity: 1 }],
        allowPartial: false,
        expiresAt,
      });
      const context = { merchant, commandId: derivedUuid("buyer", orderId), replayableForMs: null };
      const outcome = await stopwatch.time(() => target.carryOut(asked, context));
      if (outcome.kind === "nothingToDo") sold += 1;
      else if (outcome.kind !== "refused" || outcome.refusal.code !== "OutOfStock") throw new Error(JSON.stringify(outcome));
    });
    const after = cpuSeconds(database.postmasterPid);
    const stock = JSON.stringify(await call("getStock", {}));
    if (sold !== units || !stock.includes(`"held":${units},`) || !stock.includes('"available":0,'))
      throw new Error(`${sold} sold: ${stock}`);
    return {
      concurrency: callers,
      buyers,
      units,
      sold,
      decisionsPerSecond: Math.round(buyers / seconds),
      p50Ms: stopwatch.p50Ms(),
      p99Ms: stopwatch.p99Ms(),
      cpuSecondsPer1000Decisions: cpuPerThousand(before, after, buyers),
    };
  },
};
