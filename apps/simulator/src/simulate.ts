import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import { entriesOf } from "@waybill/kernel/saga-entries";
import type { ContextStore } from "@waybill/server/foundation/foundation";
import { createMemoryFoundation } from "@waybill/server/foundation/memory-foundation";
import type { Books } from "./checks/books.ts";
import { createClient } from "./city/client.ts";
import { type Visit, visit } from "./city/customer.ts";
import { type Inspected, inspect, readMoney, type ShownMoney } from "./city/inspection.ts";
import { openShop } from "./city/shop.ts";
import { keepWarehouse } from "./city/warehouse.ts";
import { chanceOf } from "./host/chance.ts";
import { createVirtualHost } from "./host/virtual-host.ts";
import { createFleet } from "./processes/fleet.ts";
import { createProcessLog } from "./processes/process-log.ts";
import { troubled, untroubled } from "./processes/trouble.ts";
import type { SimulationWanted } from "./simulation-wanted.ts";
import { worldOn } from "./world.ts";

export interface SimulationOptions extends Pick<SimulationWanted, "faults" | "orders" | "seed"> {
  readonly say: (line: string) => void;
}

/** What is left when it is over. */
export interface Simulated {
  readonly visits: readonly Visit[];
  readonly inspected: readonly Inspected[];
  readonly shown: readonly ShownMoney[];
  readonly stores: ReadonlyMap<string, ContextStore>;
  /** How processes ended, and how often. */
  readonly ends: ReadonlyMap<string, number>;
  /** What processes warned of, and how often. */
  readonly warnings: ReadonlyMap<string, number>;
  /** The true time at the end. */
  readonly now: number;
  readonly elapsedMs: number;
}

/** Processes that serve at once. */
const places = 3;

/** How long everything is left alone: longer than all deadlines, but those that are an operator's. */
const settlingMs = 100 * 60_000;

/** Lets a city order while everything goes wrong, then lets it come to rest, and looks at what it has come to. */
export const simulate = async ({ seed, orders, faults, say }: SimulationOptions): Promise<Simulated> => {
  const dice = chanceOf(seed);
  const host = createVirtualHost(dice.fork("host"));
  const kept = createMemoryFoundation(host.clock);
  const log = createProcessLog();
  const opened = new Map<string, Promise<ContextStore>>();
  let isCalm = false;
  const trouble = faults ? troubled(() => isCalm) : untroubled;
  const fleet = createFleet({ host, chance: dice.fork("fleet"), trouble, kept, stores: opened, log });
  const world = worldOn(host, async () => {
    const heads = await Promise.all([...opened.values()].map(async (store) => (await store).log.heads()));
    return heads.flatMap((head) => [...head.values()]).reduce((sum, position) => sum + position, 0);
  });
  const chance = dice.fork("city");
  const client = createClient(fleet, chance.fork("client"));
  const visits: Visit[] = [];

  await world.play(async () => {
    fleet.start(places);
    const articles = await openShop(client, chance);
    const comings = Array.from({ length: orders }, async (_, number) => {
      await sleep(chance.between(0, orders * comingEveryMs));
      visits.push(await visit(`${number + 1}`, { client, chance: chance.fork(`customer ${number}`), articles }));
      if (visits.length % 10 === 0)
        say(`${visits.length} of ${orders} customers are done after ${Math.round(host.nowMs() / 60_000)} minutes`);
    });
    await Promise.all([...comings, keepWarehouse({ client, chance: chance.fork("warehouse"), articles }, Math.ceil(orders / 2))]);
  });
  isCalm = true;
  await world.play(() => sleep(settlingMs));
  const inspected = await world.play(() => inspect(client));
  const shown = await world.play(() => readMoney(client));
  const stores = new Map(await Promise.all([...opened].map(async ([name, store]) => [name, await store] as const)));
  const { ends } = fleet;
  return { visits, inspected, shown, stores, ends, warnings: log.warnings, now: host.clock.now(), elapsedMs: host.nowMs() };
};

/** How often somebody comes, in the mean. */
const comingEveryMs = 1_500;

/** All that was recorded, by context. */
export const booksOf = async (stores: Simulated["stores"]): Promise<Books> =>
  new Map(await Promise.all([...stores].map(async ([name, store]) => [name, await eventsIn(store)] as const)));

/** Everything in a context's log, in the order of each partition, and entry by entry where sagas recorded it. */
const eventsIn = async ({ log }: ContextStore): Promise<readonly RecordedEvent[]> => {
  const events = await log.readPartitions(new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0])), 1_000_000);
  return events.flatMap(entriesOf);
};
