import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { ContextStore } from "@waybill/server/foundation/foundation";
import { createMemoryFoundation } from "@waybill/server/foundation/memory-foundation";
import type { Books } from "./checks/books.ts";
import { createClient } from "./city/client.ts";
import { type Visit, visit } from "./city/customer.ts";
import { openShop } from "./city/shop.ts";
import { keepWarehouse } from "./city/warehouse.ts";
import type { Owner } from "./host/agenda.ts";
import { chanceOf } from "./host/chance.ts";
import { createVirtualHost, type VirtualHost } from "./host/virtual-host.ts";
import { createFleet, type Fleet } from "./processes/fleet.ts";
import { createProcessLog } from "./processes/process-log.ts";
import { troubled, untroubled } from "./processes/trouble.ts";
import type { SimulationWanted } from "./simulation-wanted.ts";

export interface SimulationOptions extends Pick<SimulationWanted, "faults" | "orders" | "seed"> {
  readonly say: (line: string) => void;
}

/** What is left when it is over. */
export interface Simulated {
  readonly visits: readonly Visit[];
  readonly stores: ReadonlyMap<string, ContextStore>;
  readonly fleet: Fleet;
  readonly host: VirtualHost;
  readonly warnings: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

const contexts = ["catalog", "ordering", "inventory", "billing"];

export const simulate = async ({ seed, orders, faults, say }: SimulationOptions): Promise<Simulated> => {
  const dice = chanceOf(seed);
  const host = createVirtualHost(dice.fork("host"));
  const world: Owner = { name: "world", isDead: false, haltedUntilMs: 0 };
  let isCalm = false;
  const trouble = faults ? troubled(() => isCalm) : untroubled;
  const kept = createMemoryFoundation(host.clock);
  const log = createProcessLog();
  const stores = new Map<string, ContextStore>();
  const fleet = createFleet({ host, chance: dice.fork("fleet"), trouble, kept, stores, log });
  const visits: Visit[] = [];

  const play = async (): Promise<void> => {
    for (const name of contexts) stores.set(name, await kept.openContext(name));
    fleet.start(3);
    const chance = dice.fork("city");
    const client = createClient(fleet, chance.fork("client"));
    const articles = await openShop(client, chance);
    const comings = Array.from({ length: orders }, async (_, number) => {
      await sleep(chance.between(0, orders * 1_500));
      visits.push(await visit(`${number + 1}`, { client, chance: chance.fork(`customer ${number}`), articles }));
    });
    await Promise.all([...comings, keepWarehouse({ client, chance: chance.fork("warehouse"), articles }, Math.ceil(orders / 2))]);
  };

  let isPlayed = false;
  const playing = host.as(world, () =>
    play().then(() => {
      isPlayed = true;
    }),
  );
  let failure: unknown = null;
  playing.catch((error: unknown) => {
    failure = error;
  });
  let said = 0;
  const advance = letTimePass(host, world, stores);
  while (!isPlayed && failure === null) {
    await advance();
    if (visits.length >= said + 10) {
      said = visits.length;
      say(`${said} of ${orders} customers are done, ${Math.round(host.nowMs() / 60_000)} minutes have passed`);
    }
    if (host.nowMs() > 12 * 3_600_000) throw new Error("the city does not come to an end");
  }
  if (failure !== null) throw failure;
  isCalm = true;
  for (const untilMs = host.nowMs() + settlingMs; host.nowMs() < untilMs; ) await advance();
  await host.pass(20_000);
  return { visits, stores, fleet, host, warnings: log.warnings, elapsedMs: host.nowMs() };
};

/** How long everything is left alone: longer than all deadlines, but those that are an operator's. */
const settlingMs = 100 * 60_000;

/** A second at a time; and when nothing was recorded in it, some minutes at once, up to what the city waits for. */
const letTimePass = (host: VirtualHost, world: Owner, stores: ReadonlyMap<string, ContextStore>): (() => Promise<void>) => {
  let before = -1;
  let quietPasses = 0;
  return async () => {
    await host.pass(1_000);
    const now = (await Promise.all([...stores.values()].map(recordedIn))).reduce((sum, count) => sum + count, 0);
    quietPasses = now === before ? quietPasses + 1 : 0;
    before = now;
    if (quietPasses < 2) return;
    host.leap(host.chance.happens(0.5) ? host.chance.between(1_000, 20_000) : host.chance.between(20_000, 400_000), world);
    quietPasses = 0;
  };
};

/** All that was recorded, by context. */
export const booksOf = async (stores: Simulated["stores"]): Promise<Books> =>
  new Map(await Promise.all([...stores].map(async ([name, store]) => [name, await eventsIn(store)] as const)));

const recordedIn = async ({ log }: ContextStore): Promise<number> => [...(await log.heads()).values()].reduce((sum, head) => sum + head, 0);

/** Everything in a context's log, in the order of each partition. */
const eventsIn = ({ log }: ContextStore): Promise<readonly RecordedEvent[]> =>
  log.readPartitions(new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0])), 1_000_000);
