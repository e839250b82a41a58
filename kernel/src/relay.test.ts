import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import type { EventLog } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import type { Message } from "./message.ts";
import { relaying } from "./relay.ts";
import { createSaidReader } from "./said-reader.ts";
import { createSpeech } from "./speech.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { quickLimits } from "./testing/following-sample.ts";
import { type Fate, fateOf, mortal } from "./testing/mortal.ts";
import { followByHand } from "./testing/speaking/by-hand.ts";
import { spokenIn, workshopVoices } from "./testing/speaking/workshop.ts";

const subscription = "relay";
const everywhere = new Map([
  [0, 0],
  [1, 0],
]);

/** A speaker, and a relay whose every publishing is first allowed, or not, by `publishing`. */
const openTown = async (publishing: () => Promise<void> = async () => {}) => {
  const log = createMemoryEventLog({ name: "workshop", partitions: 2 });
  const checkpoints = createMemoryCheckpoints();
  const published: Message[] = [];
  const publish = async (messages: readonly Message[]): Promise<void> => {
    await publishing();
    published.push(...messages);
  };
  const speech = createSpeech({ log, voices: workshopVoices() });
  const handle = relaying({ subscription, speech, carrier: { publish }, checkpoints });
  const relay = (epoch: number) => followByHand({ subscription, log, checkpoints, handle, epoch });
  const record = async () => (await createSaidReader({ log, voices: workshopVoices() }).read(everywhere, 1_000)).messages;
  return { log, checkpoints, published, handle, relay, record };
};

describe("a relay", () => {
  it("speaks what is said of its log's events, in order, and remembers how far it has come", async () => {
    const { log, published, relay, record, checkpoints } = await openTown();
    await spokenIn(log, 0, [1, 0, 3]);
    await spokenIn(log, 1, [0, 2]);
    const follower = await relay(1);
    while ((await follower.step(2)) === "moved");
    const inPartition = (messages: readonly Message[], partition: number) => messages.filter((message) => message.partition === partition);
    for (const partition of [0, 1]) expect(inPartition(published, partition)).toEqual(inPartition(await record(), partition));
    expect([...(await checkpoints.read(subscription, [0, 1])).values()].map(({ position }) => position)).toEqual([3, 2]);
  });

  it("goes on over events of which nothing is said, without a word", async () => {
    const { log, relay, checkpoints } = await openTown(() => Promise.reject(new Error("nothing was to be published")));
    await spokenIn(log, 0, [0, 0]);
    expect(await (await relay(1)).step(10)).toBe("moved");
    expect((await checkpoints.read(subscription, [0])).get(0)?.position).toBe(2);
  });

  it("has not come further while the broker is away", async () => {
    const { log, relay, checkpoints } = await openTown(() => Promise.reject(new StoreUnavailable("away")));
    await spokenIn(log, 0, [1]);
    await expect((await relay(1)).step(10)).rejects.toThrow(StoreUnavailable);
    expect((await checkpoints.read(subscription, [0])).get(0)?.position).toBe(0);
  });

  it("speaks again under the same ids what it may have said when it died, or was fenced", async () => {
    const { log, published, relay, record } = await openTown();
    const first = await relay(1);
    await spokenIn(log, 0, [1, 2]);
    const second = await relay(2);
    expect(await first.step(10)).toBe("fenced");
    expect(await second.step(10)).toBe("moved");
    expect(published).toEqual([...(await record()), ...(await record())]);
  });

  it("says everything in order when processes die at any moment", async () => {
    const speak = async (log: EventLog) => {
      for (const spoken of [[1, 0, 3], [2]]) await spokenIn(log, 0, spoken);
    };
    /** Lets a process relay all, as far as it gets, and another one after it. */
    const playUntilDeath = async (deadlyMoment: number) => {
      const { log, checkpoints, published, record } = await openTown();
      await speak(log);
      const fate = fateOf(deadlyMoment);
      const carrier = { publish: async (messages: readonly Message[]) => void published.push(...messages) };
      const relayAs = async (epoch: number, its: Fate) => {
        const mortalLog = mortal(log, "log", its);
        const parts = { checkpoints: mortal(checkpoints, "checkpoints", its), carrier: mortal(carrier, "carrier", its) };
        const handle = relaying({ subscription, speech: createSpeech({ log: mortalLog, voices: workshopVoices() }), ...parts });
        const follower = await followByHand({ subscription, log: mortalLog, checkpoints: parts.checkpoints, handle, epoch });
        while ((await follower.step(2)) === "moved");
      };
      await Promise.race([relayAs(1, fate), fate.death]);
      await relayAs(2, fateOf(Number.POSITIVE_INFINITY));
      const firstCome = [...new Map(published.map((message) => [message.id, message])).values()];
      expect(firstCome, `died at ${fate.moments.at(-1)}`).toEqual(await record());
      return fate.moments;
    };
    const moments = await playUntilDeath(Number.POSITIVE_INFINITY);
    for (const moment of ["before carrier.publish", "after carrier.publish", "before checkpoints.move", "after checkpoints.move"]) {
      expect(moments).toContain(moment);
    }
    for (const index of moments.keys()) await playUntilDeath(index + 1);
  });

  it("is a subscription like any other", async () => {
    let away = true;
    const town = await openTown(async () => {
      if (away) throw new StoreUnavailable("away");
    });
    const { log, checkpoints, handle, published } = town;
    const tailer = new Tailer(log);
    const leases = createMemoryLeases({ leaseMs: 1_000 });
    const following = new Subscription({ name: subscription, log, tailer, checkpoints, leases, handle, limits: quickLimits });
    following.start();
    await spokenIn(log, 0, [1, 2]);
    await spokenIn(log, 1, [1]);
    await eventually("the relay has tried", async () => (await following.status()).some(({ lag }) => lag > 0));
    expect(published).toEqual([]);
    away = false;
    await eventually("the broker is back", () => published.length === 4);
    await eventually("all is relayed", async () => (await following.status()).every(({ lag }) => lag === 0));
    tailer.stop();
    await following.stop();
    expect(published.map(({ id }) => id).sort()).toEqual((await town.record()).map(({ id }) => id).sort());
  });
});
