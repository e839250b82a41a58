import { setTimeout as sleep } from "node:timers/promises";
import type { ContextStore, Foundation } from "@waybill/server/foundation/foundation";
import { type Platform, startPlatform } from "@waybill/server/platform";
import type { Chance } from "../host/chance.ts";
import type { VirtualHost } from "../host/virtual-host.ts";
import { foundationSeenBy } from "./foundation-seen.ts";
import { beginLife, type Life } from "./life.ts";
import type { ProcessLog } from "./process-log.ts";
import type { Trouble } from "./trouble.ts";

/** A process that serves. */
export interface Server {
  readonly life: Life;
  readonly platform: Platform;
}

/** The processes of the platform: they die, and others take their place. */
export interface Fleet {
  /** Those that serve now. */
  readonly servers: ReadonlySet<Server>;
  /** How processes ended, and how often. */
  readonly ends: ReadonlyMap<string, number>;
  /** Lets each place be taken by one process after the other. */
  start(places: number): void;
}

export interface FleetOptions {
  readonly host: VirtualHost;
  readonly chance: Chance;
  readonly trouble: Trouble;
  readonly kept: Foundation;
  /** By context: opened by whoever asks first, and then everybody's. */
  readonly stores: Map<string, Promise<ContextStore>>;
  readonly log: ProcessLog;
}

export const createFleet = (options: FleetOptions): Fleet => {
  const { chance } = options;
  const servers = new Set<Server>();
  const ends = new Map<string, number>();
  const count = (end: string): void => void ends.set(end, (ends.get(end) ?? 0) + 1);

  const occupy = async (place: number): Promise<void> => {
    for (let number = 1; ; number += 1) {
      count(await liveOnce(`server-${place}.${number}`, options, servers));
      await sleep(chance.between(200, 15_000));
    }
  };
  return {
    servers,
    ends,
    start: (places) => {
      for (let place = 1; place <= places; place += 1) void occupy(place);
    },
  };
};

/** One process from its start to its end: how it ended. */
const liveOnce = async (name: string, options: FleetOptions, servers: Set<Server>): Promise<string> => {
  const { host, chance, trouble, kept, stores, log } = options;
  const life = beginLife(name, { host, chance: chance.fork(name), trouble });
  const foundation = foundationSeenBy(kept, stores, { life, chance, trouble });
  const { logger } = log;
  const starting = host.as(life.owner, () => startPlatform({ foundation, clock: life.clock, logger }));
  const platform = await Promise.race([starting.catch((error: unknown) => String(error)), life.fate.death.then(() => null)]);
  if (platform === null) return "died while it started";
  if (typeof platform === "string") {
    life.owner.isDead = true;
    life.fate.kill();
    return "could not start";
  }
  const server = { life, platform };
  servers.add(server);
  const isStopped = trouble.isOver() ? new Promise<never>(() => {}) : sleep(chance.between(30_000, 600_000)).then(() => "stopped");
  const end = await Promise.race([life.fate.death, isStopped]);
  servers.delete(server);
  if (end !== "stopped") return "died";
  // A new version is put in its place: it is asked to stop, and may die of it all the same.
  await Promise.race([host.as(life.owner, () => platform.stop()), life.fate.death]);
  life.owner.isDead = true;
  life.fate.kill();
  return "stopped";
};
