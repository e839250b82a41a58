import { randomBytes, randomFillSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Owner } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import { replaceHostFunctions } from "./host-functions.ts";
import { createVirtualHost } from "./virtual-host.ts";

beforeAll(replaceHostFunctions);

const somebody = (): Owner => ({ name: "somebody", isDead: false, haltedUntilMs: 0 });

/** A host on which things are written down as they happen. */
const scene = (seed = 1) => {
  const host = createVirtualHost(chanceOf(seed));
  const happened: string[] = [];
  return { host, happened, note: (text: string) => void happened.push(`${Math.floor(host.nowMs())} ${text}`) };
};

describe("a virtual host", () => {
  it("lets things happen in the order of their time, however they wait, and only when time passes", async () => {
    const { host, happened, note } = scene();
    host.as(somebody(), () => {
      setTimeout(note, 20, "timer");
      void sleep(10).then(() => note("sleep"));
      setImmediate(note, "immediate");
      const interval = setInterval(() => note("interval"), 15);
      setTimeout(() => clearInterval(interval), 40);
      AbortSignal.timeout(30).addEventListener("abort", () => note("aborted"));
    });
    expect(happened).toEqual([]);
    await host.pass(1_000);
    expect(happened).toEqual(
      ["0 immediate", "10 sleep", "15 interval", "20 timer", "30 aborted", "30 interval"].sort(
        (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
      ),
    );
    expect(host.nowMs()).toBe(1_000);
  });

  it("takes what a process waits for with it when it dies, and lets it come late when it stands still", async () => {
    const { host, happened, note } = scene();
    const [dead, halted] = [somebody(), somebody()];
    host.as(dead, () => setTimeout(note, 10, "of the dead"));
    host.as(halted, () => setTimeout(note, 10, "of the halted"));
    dead.isDead = true;
    halted.haltedUntilMs = 50;
    await host.pass(100);
    expect(happened).toEqual(["50 of the halted"]);
  });

  it("ends a pause that is given up", async () => {
    const { host, happened, note } = scene();
    host.as(somebody(), () => {
      const giving = new AbortController();
      void sleep(1_000, undefined, { signal: giving.signal }).catch(() => note("given up"));
      setTimeout(() => giving.abort(), 5);
    });
    await host.pass(2_000);
    expect(happened).toEqual(["5 given up"]);
  });

  it("leaps over what is due, but no further than to what somebody waits for", async () => {
    const { host, happened, note } = scene();
    const [waiting, other] = [somebody(), somebody()];
    host.as(other, () => setTimeout(note, 10, "late"));
    host.as(waiting, () => setTimeout(note, 500, "in time"));
    host.leap(1_000, waiting);
    await host.pass(1);
    expect(happened).toEqual(["500 late", "500 in time"]);
  });

  it("has the same dice for the same seed, and its own time", () => {
    const drawn = (seed: number) => {
      const { host } = scene(seed);
      const ofBytes = () =>
        [randomBytes(8), randomFillSync(Buffer.alloc(8)), crypto.getRandomValues(Buffer.alloc(8))].map((bytes) => bytes.toString("hex"));
      return host.as(somebody(), () => [Math.random(), crypto.randomUUID(), ...ofBytes(), Date.now(), performance.now()]);
    };
    expect(drawn(3)).toEqual(drawn(3));
    expect(drawn(3)).not.toEqual(drawn(4));
    expect(drawn(3).at(-2)).toBe(Date.UTC(2030, 0, 1));
  });

  it("is nobody's but of those who run on it", async () => {
    scene();
    const before = Date.now();
    await sleep(5);
    expect(Date.now() - before).toBeGreaterThan(3);
    expect(randomBytes(8)).not.toEqual(randomBytes(8));
  });
});
