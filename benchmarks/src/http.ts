import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { openBenchDatabase } from "./bench-database.ts";
import { round } from "./cpu.ts";
import { atPace } from "./pace.ts";
import { startServerProcess } from "./server-process.ts";
import { expectStatus, fillShop, openWires, placeOrder } from "./shop-over-http.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

/** How long half of the top rate is kept up. */
const seconds = 10;

export const http: Bench = {
  about: "placing and getting an order over HTTP against a route that does nothing, of the same server (default 64 callers)",
  run: async ({ concurrency, orders, say }) => {
    await using database = await openBenchDatabase(say);
    const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
    const server = await startServerProcess(database.url, folder);
    const callers = concurrency === 512 ? 64 : concurrency;
    const wires = await openWires(server.url, callers);
    await fillShop(wires);
    const placed = await Promise.all(Array.from({ length: 500 }, (_, index) => placeOrder(wires, index)));
    await untilIdle(wires);
    const total = orders ?? 20_000;
    const measure = async (what: string, times: number, work: (index: number) => Promise<unknown>) => {
      say(`${what}, ${times} times`);
      const stopwatch = createStopwatch();
      // Warm first: the first thousands are interpreted, not compiled.
      await withCallers(callers, Math.ceil(times / 5), async (index) => void (await work(index)));
      const took = await withCallers(callers, times, async (index) => void (await stopwatch.time(() => work(index))));
      return { perSecond: Math.round(times / took), p50Ms: stopwatch.p50Ms(), p99Ms: stopwatch.p99Ms() };
    };
    const noop = await measure("nothing", total, async () => expectStatus(200, await wires.ask("GET /healthz")));
    const got = (index: number) => wires.ask(`GET /v1/orders/${placed[index % placed.length]}`);
    const get = await measure("get", total, async (index) => expectStatus(200, await got(index)));
    const place = await measure("place", Math.ceil(total / 4), (index) => placeOrder(wires, index));
    await untilIdle(wires);
    const half = await atPace({ perSecond: place.perSecond / 2, seconds }, async (index) => void (await placeOrder(wires, index)));
    wires.close();
    await server.stop();
    await rm(folder, { recursive: true });
    return {
      callers,
      noop,
      get: { ...get, ratio: round(get.perSecond / noop.perSecond, 3) },
      place: { ...place, ratio: round(place.perSecond / noop.perSecond, 3) },
      placeAtHalfRate: { ...half },
    };
  },
};

/** Until all that was placed is promised: it would be measured with what comes next. */
const untilIdle = async ({ ask }: Awaited<ReturnType<typeof openWires>>): Promise<void> => {
  for (;;) {
    const { body } = expectStatus(200, await ask("GET /v1/ops/subscriptions"));
    if (!/"lag":[1-9]/.test(body)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
