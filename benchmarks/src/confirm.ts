import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyId } from "@waybill/contracts/ids";
import { systemClock } from "@waybill/kernel/clock";
import { openPostgresFoundation } from "@waybill/server/foundation/postgres-foundation";
import type { Asked } from "@waybill/server/in-process";
import { createLogger } from "@waybill/server/logging";
import { startPlatform } from "@waybill/server/platform";
import type { Bench, BenchOptions, Figures } from "./bench.ts";
import { type BenchDatabase, openBenchDatabase } from "./bench-database.ts";
import { measureConfirming } from "./confirmations.ts";
import { merchant } from "./names.ts";
import { startServerProcess } from "./server-process.ts";
import { articles, fillShop, openWires, orderBody, placeOrder, unitsOfEach } from "./shop-over-http.ts";

/** How long half of the top rate is kept up. */
const seconds = 10;

export const confirm: Bench = {
  about: "orders from placed to Confirmed: in process, and over HTTP; at the top, and at half of that",
  run: async (options) => {
    const orders = options.orders ?? 10_000;
    options.say(`in process: ${orders} orders`);
    const inProcess = await measure(options, (database) => measureInProcess(database, { orders, callers: options.concurrency }));
    options.say(`over HTTP: ${orders} orders`);
    const overHttp = await measure(options, (database) => measureOverHttp(database, { orders, callers: options.concurrency }));
    return { inProcess, overHttp };
  },
};

interface Load {
  readonly orders: number;
  readonly callers: number;
}

/** Each way has a fresh database of its own. */
const measure = async ({ say }: BenchOptions, way: (database: BenchDatabase) => Promise<Figures>): Promise<Figures> => {
  await using database = await openBenchDatabase(say);
  // Awaited here: else the database would be gone before anything was measured.
  return await way(database);
};

const caller = { keyId: KeyId.create(), role: "admin", merchant, actor: "bench" } as const;

const measureInProcess = async ({ url, sql, postmasterPid }: BenchDatabase, load: Load): Promise<Figures> => {
  const foundation = await openPostgresFoundation({ url, unsafe: false, warn: () => {} });
  const platform = await startPlatform({ foundation, clock: systemClock, logger: createLogger({ logLevel: "warn" }, process.stderr) });
  const call = async (operation: string, asked: Asked): Promise<unknown> => {
    const answer = await platform.call(operation, asked, caller);
    if (answer.kind !== "done") throw new Error(`${operation}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  try {
    for (const sku of articles) {
      await call("putProduct", { params: { sku }, body: { name: sku, unitPrice: { amount: "4.99", currency: "EUR" } } });
      await call("adjustStock", { params: { sku }, body: { delta: unitsOfEach, reason: "a delivery" } });
    }
    const place = async (index: number): Promise<string> => idOf(await call("placeOrder", { body: orderBody(index) }));
    return await measureConfirming({ ...load, place, sql, postmasterPid, seconds });
  } finally {
    await platform.stop();
  }
};

const idOf = (order: unknown): string =>
  typeof order === "object" && order !== null && "id" in order && typeof order.id === "string" ? order.id : "";

const measureOverHttp = async ({ url, sql, postmasterPid }: BenchDatabase, load: Load): Promise<Figures> => {
  const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
  const server = await startServerProcess(url, folder);
  const wires = await openWires(server.url, load.callers);
  try {
    await fillShop(wires);
    return await measureConfirming({ ...load, place: (index) => placeOrder(wires, index), sql, postmasterPid, seconds });
  } finally {
    wires.close();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};
