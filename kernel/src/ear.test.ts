import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { type Clock, instant } from "./clock.ts";
import { createEar, type EarHappening } from "./ear.ts";
import type { RecordedEvent } from "./event-log.ts";
import { messagesIn } from "./heard-entries.ts";
import { createMemoryBroker } from "./memory/broker.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createSaidReader } from "./said-reader.ts";
import { playSchedule } from "./testing/speaking/schedule.ts";
import { spokenIn, thingMended, workshopVoices } from "./testing/speaking/workshop.ts";

const openTown = async (spoken: readonly number[], incarnation?: string) => {
  const log = createMemoryEventLog({ name: "workshop", partitions: 1, ...(incarnation === undefined ? {} : { incarnation }) });
  await spokenIn(log, 0, spoken);
  const reader = createSaidReader({ log, voices: workshopVoices() });
  const { messages } = await reader.read(new Map([[0, 0]]), 1_000);
  return { log, reader, messages };
};
const beyond = (position: number) => new Map([[0, position]]);
const saidIn = (entries: readonly RecordedEvent[]) =>
  entries.map((entry) =>
    messagesIn(entry)
      .map(({ index }) => `${entry.position}/${index}`)
      .join(" "),
  );
const frozen: Clock = { now: () => instant(0), monotonicMs: () => 0 };

describe("what is heard", () => {
  it("is one entry for each position of the speaker's log, silent ones too", async () => {
    const { reader, messages } = await openTown([1, 0, 0, 2, 0, 1]);
    const broker = createMemoryBroker();
    await broker.publish(messages);
    const { log } = createEar({ broker, reader, hearer: "hearer", clock: frozen });
    const entries = await log.readPartitions(beyond(0), 100);
    expect(saidIn(entries)).toEqual(["1/0", "", "", "4/0 4/1", "", "6/0"]);
    expect(entries.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(entries[3]).toMatchObject({
      type: "ThingMended ThingAdmired",
      stream: messages[1]?.subject,
      recordedAt: messages[1]?.recordedAt,
    });
    expect(saidIn(await log.readPartitions(beyond(1), 2))).toEqual(["", ""]);
    expect(saidIn(await log.readPartitions(beyond(3), 2))).toEqual(["4/0 4/1", ""]);
  });

  it("is read from the speaker where a message is missing, and only there", async () => {
    const { reader, messages } = await openTown([1, 1, 1, 1]);
    const broker = createMemoryBroker();
    await broker.publish(messages.filter(({ position }) => position !== 3));
    const happenings: EarHappening[] = [];
    const { log } = createEar({ broker, reader, hearer: "hearer", clock: frozen, observe: (happening) => happenings.push(happening) });
    expect(saidIn(await log.readPartitions(beyond(0), 100))).toEqual(["1/0", "2/0", "3/0", "4/0"]);
    expect(happenings).toEqual([{ kind: "refilled", partitions: [0], messages: 2 }]);
    expect(saidIn(await log.readPartitions(beyond(3), 100))).toEqual(["4/0"]);
    expect(happenings).toHaveLength(1);
  });

  it("is read from the speaker when the last message of all is missing, in time", async () => {
    const { log: speakers, reader, messages } = await openTown([1, 1]);
    const broker = createMemoryBroker();
    await broker.publish(messages);
    let nowMs = 0;
    const clock = { ...frozen, monotonicMs: () => nowMs };
    const { log } = createEar({ broker, reader, hearer: "hearer", clock, headCheckMs: 1_000 });
    expect(saidIn(await log.readPartitions(beyond(2), 100))).toEqual([]);
    await spokenIn(speakers, 0, [1]);
    nowMs = 999;
    expect(saidIn(await log.readPartitions(beyond(2), 100))).toEqual([]);
    nowMs = 1_000;
    expect(saidIn(await log.readPartitions(beyond(2), 100))).toEqual(["3/0"]);
  });

  it("is all of a long history that no broker keeps, page after page without waiting", async () => {
    const { reader } = await openTown(Array.from({ length: 50 }, () => 1));
    const { log } = createEar({ broker: createMemoryBroker(), reader, hearer: "hearer", clock: frozen });
    for (let position = 0; position < 50; position += 7) {
      expect(await log.readPartitions(beyond(position), 7)).toHaveLength(Math.min(7, 50 - position));
    }
  });

  it("is nothing of another incarnation that the broker still brings, and says so once", async () => {
    const old = await openTown([1, 1, 1]);
    const { reader, messages } = await openTown([2, 0]);
    const broker = createMemoryBroker();
    await broker.publish([...old.messages, ...messages]);
    const happenings: EarHappening[] = [];
    const { log } = createEar({ broker, reader, hearer: "hearer", clock: frozen, observe: (happening) => happenings.push(happening) });
    expect(saidIn(await log.readPartitions(beyond(0), 100))).toEqual(["1/0 1/1", ""]);
    await log.readPartitions(beyond(0), 100);
    expect(happenings.filter(({ kind }) => kind === "otherIncarnation")).toEqual([
      { kind: "otherIncarnation", incarnation: old.reader.incarnation },
    ]);
  });

  it("fails loudly when the speaker itself goes on as another incarnation, or has lost something", async () => {
    const { reader, messages } = await openTown([1, 1, 1]);
    const other = await openTown([1]);
    const earAt = (record: typeof reader.read) =>
      createEar({ broker: createMemoryBroker(), reader: { ...reader, read: record }, hearer: "hearer", clock: frozen }).log;
    await expect(earAt(other.reader.read).readPartitions(beyond(0), 9)).rejects.toThrow(/goes on as incarnation/);
    const holed = async () => ({ messages: messages.filter(({ position }) => position !== 2), through: beyond(3) });
    await expect(earAt(holed).readPartitions(beyond(0), 9)).rejects.toThrow("what workshop has recorded is not complete after 0@1");
  });
});

describe("what was heard", () => {
  const moves = (to: number) => [{ partition: 0, epoch: 1, from: 0, to }];
  const hearingOf = async (acknowledge: (through: ReadonlyMap<number, number>) => Promise<void>, outcome: "fenced" | "moved" = "moved") => {
    const { reader } = await openTown([1, 1, 1]);
    const happenings: EarHappening[] = [];
    const broker = createMemoryBroker();
    const ear = createEar({
      broker: { ...broker, consume: (...who) => ({ ...broker.consume(...who), acknowledge }) },
      reader,
      hearer: "hearer",
      observe: (happening) => happenings.push(happening),
    });
    const hear = (subscription: string) => ear.hearing({ subscription, hears: [thingMended], handle: async () => outcome });
    return { hear, happenings };
  };

  it("is acknowledged once it is committed, as far as every subscription of the ear has come", async () => {
    const acknowledged: number[] = [];
    const { hear } = await hearingOf(async (through) => void acknowledged.push(through.get(0) ?? 0));
    const [one, other] = [hear("one"), hear("other")];
    await one({ events: [], moves: moves(2) });
    await other({ events: [], moves: moves(1) });
    await other({ events: [], moves: moves(3) });
    await one({ events: [], moves: moves(3) });
    expect(acknowledged).toEqual([2, 1, 2, 3]);
  });

  it("is not acknowledged by who was fenced", async () => {
    const acknowledged: unknown[] = [];
    const { hear } = await hearingOf(async (through) => void acknowledged.push(through), "fenced");
    expect(await hear("one")({ events: [], moves: moves(2) })).toBe("fenced");
    expect(acknowledged).toEqual([]);
  });

  it("stays heard when it cannot be acknowledged", async () => {
    const error = new StoreUnavailable("away");
    const { hear, happenings } = await hearingOf(() => Promise.reject(error));
    expect(await hear("one")({ events: [], moves: moves(2) })).toBe("moved");
    expect(happenings).toEqual([{ kind: "notAcknowledged", error }]);
  });
});

describe("whatever happens between a speaker and a hearer", () => {
  it("every message is heard once and in order, in 1,000 schedules of losses, delays, repetitions and deaths", async () => {
    let [refilled, brought] = [0, 0];
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const played = await playSchedule(seed);
      expect(played.heard, `with seed ${seed}`).toEqual(played.said);
      refilled += played.refilled;
      brought += played.heard.flat().length;
    }
    // Else the schedules would show nothing: some messages must have come by the broker, and some only from the speaker.
    expect(refilled).toBeGreaterThan(1_000);
    expect(brought).toBeGreaterThan(10_000);
  });
});
