import { AsyncLocalStorage } from "node:async_hooks";
import { type Clock, instant } from "@waybill/kernel/clock";
import { type Appointment, createAgenda, type Owner } from "./agenda.ts";
import type { Chance } from "./chance.ts";

/**
 * A computer whose time stands still until somebody lets it pass, and whose chance comes from a seed. Code that runs on it calls the
 * same `setTimeout` and `randomUUID` as everywhere (`host-functions.ts` sees to that), so nothing can forget to be simulated.
 */
export interface VirtualHost {
  readonly chance: Chance;
  /** Since the simulation began. */
  nowMs(): number;
  /** The true time, as the database has it. */
  readonly clock: Clock;
  /** Runs on this host, on behalf of somebody. */
  as<T>(owner: Owner, body: () => T): T;
  /** Has something happen later, on behalf of whoever asks. */
  later(delayMs: number, run: () => void): Appointment;
  /** Lets so much time pass, and all happen that is due in it. */
  pass(elapsedMs: number): Promise<void>;
  /**
   * All clocks go forward at once, as when a machine was asleep, but no further than to what this owner waits for: what is due meanwhile
   * comes late.
   */
  leap(elapsedMs: number, until: Owner): void;
}

interface Scene {
  readonly host: VirtualHost;
  readonly owner: Owner;
}

const scenes = new AsyncLocalStorage<Scene>();

/** The host that the caller runs on; null when that is the real one. */
export const hostHere = (): VirtualHost | null => scenes.getStore()?.host ?? null;

/** 1 January 2030: every simulation begins there. */
const beginningMs = 1_893_456_000_000;

/** How long one turn takes: so that nobody can keep time from passing. */
const turnMs = 0.01;

export const createVirtualHost = (chance: Chance): VirtualHost => {
  const agenda = createAgenda();
  let nowMs = 0;
  const host: VirtualHost = {
    chance,
    nowMs: () => nowMs,
    clock: { now: () => instant(beginningMs + Math.floor(nowMs)), monotonicMs: () => nowMs },
    as: (owner, body) => scenes.run({ host, owner }, body),
    later: (delayMs, run) => {
      const owner = scenes.getStore()?.owner;
      if (owner === undefined) throw new Error("nobody is there on whose behalf to wait");
      const atMs = nowMs + Math.max(0, Number.isFinite(delayMs) ? delayMs : 0);
      const appointment = { atMs, rank: chance.next(), owner, run, isCancelled: false };
      agenda.add(appointment);
      return appointment;
    },
    pass: async (elapsedMs) => {
      const untilMs = nowMs + elapsedMs;
      for (let next = agenda.next(); next !== undefined && next.atMs <= untilMs; next = agenda.next()) {
        agenda.take();
        if (next.isCancelled || next.owner.isDead) continue;
        nowMs = Math.max(nowMs, next.atMs) + turnMs;
        if (next.owner.haltedUntilMs > nowMs) agenda.add(Object.assign(next, { atMs: next.owner.haltedUntilMs }));
        else scenes.run({ host, owner: next.owner }, next.run);
        await microtasks();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    leap: (elapsedMs, owner) => {
      nowMs = Math.max(nowMs, Math.min(nowMs + elapsedMs, agenda.nextOf(owner)));
    },
  };
  return host;
};

/** Taken before anybody may replace it. */
const realImmediate = setImmediate;

/** Resolves when everything that waits for nothing but promises has gone on. */
const microtasks = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));
