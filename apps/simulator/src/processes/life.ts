import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { type Clock, instant } from "@waybill/kernel/clock";
import { LogUnavailable } from "@waybill/kernel/event-log";
import { type Fate, fateOf } from "@waybill/kernel/testing/mortal";
import type { Owner } from "../host/agenda.ts";
import type { Chance } from "../host/chance.ts";
import type { VirtualHost } from "../host/virtual-host.ts";
import type { Trouble } from "./trouble.ts";

/** One process from its start to its end, and what befalls it. */
export interface Life {
  readonly owner: Owner;
  readonly fate: Fate;
  readonly clock: Clock;
  /** What comes between a process and something outside of it, around each call: delays, halts, lost connections. */
  readonly troubles: <T>(port: string, call: () => Promise<T>) => Promise<T>;
}

export interface LifeOptions {
  readonly host: VirtualHost;
  readonly chance: Chance;
  readonly trouble: Trouble;
}

export const beginLife = (name: string, { host, chance, trouble }: LifeOptions): Life => {
  const owner: Owner = { name, isDead: false, haltedUntilMs: 0 };
  const moment =
    trouble.isOver() || !chance.happens(trouble.deathRate)
      ? Number.POSITIVE_INFINITY
      : Math.ceil(trouble.moments ** chance.between(0.5, 1));
  const fate = fateOf(moment);
  void fate.death.then(() => {
    owner.isDead = true;
  });
  const skewMs = trouble.isOver() ? 0 : Math.round(chance.between(-trouble.skewMs, trouble.skewMs));
  const wait = async (): Promise<void> => {
    if (trouble.isOver()) return;
    if (chance.happens(trouble.haltRate)) owner.haltedUntilMs = host.nowMs() + chance.between(1_000, trouble.haltMs);
    if (chance.happens(trouble.slowRate)) await sleep(chance.happens(0.05) ? chance.between(100, trouble.slowMs) : chance.between(0, 20));
    else if (owner.haltedUntilMs > host.nowMs()) await sleep(0);
  };
  return {
    owner,
    fate,
    clock: { now: () => instant(host.clock.now() + skewMs), monotonicMs: host.clock.monotonicMs },
    troubles: async (port, call) => {
      await wait();
      if (!trouble.isOver() && chance.happens(trouble.faultRate)) throw faultOf(port, "before");
      const answer = await call();
      await wait();
      if (!trouble.isOver() && chance.happens(trouble.faultRate)) throw faultOf(port, "after");
      return answer;
    },
  };
};

const faultOf = (port: string, when: string): Error =>
  port === "log"
    ? new LogUnavailable(`the connection was lost ${when} the call`)
    : new StoreUnavailable(`the connection was lost ${when} the call`);
