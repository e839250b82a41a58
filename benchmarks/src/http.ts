import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { openBenchDatabase } from "./bench-database.ts";
import { round } from "./cpu.ts";
import { atPace } from "./pace.ts";
import { startServerProcess } from "./server-process.ts";
import { expectStatus, fillShop, openWires, placeOrder, type Wires } from "./shop-over-http.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

/** How long half of the top rate is kept up. */
const seconds = 10;

export const http: Bench = {
  about: "placing and getting an order over HTTP against a route that does nothing, of the same server (default 64 callers)",
  run: async ({ concurrency, orders: wanted, say }) => {
    const orders = wanted ?? 20_000;
    await using database = await openBenchDatabase(say);
    const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
    const callers = concurrency === 512 ? 64 : concurrency;
    const whole = await startServerProcess(database.url, folder);
    const ofWhole = await measureServer({ wires: await openWires(whole.url, callers), callers, orders, say });
    await whole.stop();
    // What is placed here is followed by nobody, as when the followers have machines of their own.
    const door = await startServerProcess(database.url, folder, { WAYBILL_FOLLOWS: "no" });
    const ofDoor = await measureDoor({ wires: await openWires(door.url, callers), callers, orders, say });
    await door.stop();
    await rm(folder, { recursive: true });
    return { callers, ...ofWhole, ...ofDoor };
  },
};

interface Measured {
  readonly wires: Wires;
  readonly callers: number;
  readonly orders: number;
  readonly say: (text: string) => void;
}

const measureServer = async ({ wires, callers, orders, say }: Measured) => {
  await fillShop(wires);
  const placed = await Promise.all(Array.from({ length: 500 }, (_, index) => placeOrder(wires, index)));
  await untilIdle(wires);
  const measure = measuring({ callers, say });
  const noop = await measure("nothing", orders, () => askNothing(wires));
  const got = (index: number) => wires.ask(`GET /v1/orders/${placed[index % placed.length]}`);
  const get = await measure("get", orders, async (index) => expectStatus(200, await got(index)));
  const place = await measure("place", Math.ceil(orders / 4), (index) => placeOrder(wires, index));
  await untilIdle(wires);
  const half = await placeAtHalfOf(place.perSecond, wires);
  wires.close();
  return { noop: { ...noop }, get: withRatio(get, noop), place: withRatio(place, noop), placeAtHalfRate: { ...half } };
};

const measureDoor = async ({ wires, callers, orders, say }: Measured) => {
  const measure = measuring({ callers, say });
  const noop = await measure("nothing, where nothing is followed", orders, () => askNothing(wires));
  const place = await measure("place, where nothing is followed", Math.ceil(orders / 2), (index) => placeOrder(wires, index));
  const half = await placeAtHalfOf(place.perSecond, wires);
  wires.close();
  return { noopOfDoor: { ...noop }, placeAtDoor: withRatio(place, noop), placeAtDoorAtHalfRate: { ...half } };
};

const askNothing = async (wires: Wires) => expectStatus(200, await wires.ask("GET /healthz"));

const placeAtHalfOf = (perSecond: number, wires: Wires) =>
  atPace({ perSecond: perSecond / 2, seconds }, async (index) => void (await placeOrder(wires, index)));

interface Rate {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const withRatio = (rate: Rate, noop: Rate) => ({ ...rate, ratio: round(rate.perSecond / noop.perSecond, 3) });

const measuring =
  ({ callers, say }: Pick<Measured, "callers" | "say">) =>
  async (what: string, times: number, work: (index: number) => Promise<unknown>): Promise<Rate> => {
    say(`${what}, ${times} times`);
    const stopwatch = createStopwatch();
    // Warm first: the first thousands are interpreted, not compiled.
    await withCallers(callers, Math.ceil(times / 5), async (index) => void (await work(index)));
    const took = await withCallers(callers, times, async (index) => void (await stopwatch.time(() => work(index))));
    return { perSecond: Math.round(times / took), p50Ms: stopwatch.p50Ms(), p99Ms: stopwatch.p99Ms() };
  };

/** Until all that was placed is promised: it would be measured with what comes next. */
const untilIdle = async ({ ask }: Wires): Promise<void> => {
  for (;;) {
    const { body } = expectStatus(200, await ask("GET /v1/ops/subscriptions"));
    if (!/"lag":[1-9]/.test(body)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
