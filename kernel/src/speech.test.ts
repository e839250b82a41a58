import { describe, expect, it } from "vitest";
import type { EventLog } from "./event-log.ts";
import { streamName } from "./event-log.ts";
import { say } from "./integration-event.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import type { Message } from "./message.ts";
import { createSaidReader, type SaidReader } from "./said-reader.ts";
import { happen, spokenIn, type ThingEvent, thingMended, thingsIn, workshopVoices } from "./testing/speaking/workshop.ts";
import { voiceOf } from "./voice.ts";

const incarnation = "0193e9c0-0000-7000-8000-000000000001";
const openLog = () => createMemoryEventLog({ name: "workshop", partitions: 2, incarnation });
const readerOf = (log: EventLog): SaidReader => createSaidReader({ log, voices: workshopVoices() });
const messagesAfter = async (reader: SaidReader, after: number, limit = 1_000): Promise<readonly Message[]> =>
  (await reader.read(new Map([[0, after]]), limit)).messages;
const ids = (messages: readonly Message[]) => messages.map(({ position, index }) => `${position}/${index}`);
const previous = (messages: readonly Message[]) => messages.map((message) => message.previous?.split("/").slice(3).join("/") ?? null);

describe("what a context says", () => {
  it("is told of each event with its place, its circumstances and its data", async () => {
    const log = openLog();
    const [stream] = thingsIn(0, 2, 1);
    const causation = { actor: "key_1", correlation: "cor", cause: "elsewhere/1", traceparent: "00-1-2-01" };
    await happen(log, { stream: stream!, version: 0, causation }, [{ type: "Worked", n: 7, spoken: 2 }]);
    const [mended, admired] = await messagesAfter(readerOf(log), 0);
    const shared = {
      context: "workshop",
      incarnation,
      partition: 0,
      position: 1,
      count: 2,
      subject: stream,
      recordedAt: expect.any(Number),
      version: 1,
      correlation: "cor",
      cause: "elsewhere/1",
      traceparent: "00-1-2-01",
      data: { n: 7 },
    };
    const first = `workshop/${incarnation}/0/1/0`;
    expect(mended).toStrictEqual({ ...shared, id: first, index: 0, previous: null, name: "ThingMended" });
    expect(admired).toStrictEqual({ ...shared, id: `workshop/${incarnation}/0/1/1`, index: 1, previous: first, name: "ThingAdmired" });
  });

  it("is a chain in each partition, over events of which nothing is said", async () => {
    const log = openLog();
    await spokenIn(log, 0, [0, 2, 0, 0, 1, 3]);
    await spokenIn(log, 1, [1]);
    const { messages, through } = await readerOf(log).read(
      new Map([
        [0, 0],
        [1, 0],
      ]),
      100,
    );
    const [inFirst, inSecond] = [messages.filter(({ partition }) => partition === 0), messages.filter(({ partition }) => partition === 1)];
    expect(ids(inFirst)).toEqual(["2/0", "2/1", "5/0", "6/0", "6/1", "6/2"]);
    expect(previous(inFirst)).toEqual([null, "2/0", "2/1", "5/0", "6/0", "6/1"]);
    expect(previous(inSecond)).toEqual([null]);
    expect(through).toEqual(
      new Map([
        [0, 6],
        [1, 1],
      ]),
    );
  });

  it.each([0, 1, 15, 16, 17, 80, 81, 2_500])(
    "is the same wherever one begins to read, after a silence of %i events too",
    async (silence) => {
      const log = openLog();
      await spokenIn(log, 0, [1, 2, ...Array.from({ length: silence }, () => 0), 1, 1]);
      const all = await messagesAfter(readerOf(log), 0, 10_000);
      expect(previous(all)).toEqual([null, "1/0", "2/0", "2/1", `${silence + 3}/0`]);
      for (const after of [1, 2, silence + 2, silence + 3]) {
        expect(await messagesAfter(readerOf(log), after)).toEqual(
          all.filter(({ position }) => position > after && position <= after + 1_000),
        );
      }
    },
  );

  it("is the same read in pages of any size, by a reader who remembers", async () => {
    const log = openLog();
    await spokenIn(log, 0, [0, 1, 0, 0, 3, 1, 0, 2, 0, 0, 1]);
    const all = await messagesAfter(readerOf(log), 0);
    for (const size of [1, 2, 3, 5]) {
      const reader = readerOf(log);
      const paged: Message[] = [];
      for (let after = 0; after < 11; after += size) paged.push(...(await messagesAfter(reader, after, size)));
      expect(paged).toEqual(all);
    }
  });

  it("is found without reading backwards by a reader who goes on where it was", async () => {
    const log = openLog();
    await spokenIn(
      log,
      0,
      Array.from({ length: 40 }, (_, index) => (index === 0 ? 1 : 0)),
    );
    let reads = 0;
    const readPartitions: EventLog["readPartitions"] = (...asked) => {
      reads += 1;
      return log.readPartitions(...asked);
    };
    const reader = readerOf({ ...log, readPartitions });
    for (let after = 0; after < 40; after += 4) await messagesAfter(reader, after, 4);
    expect(reads).toBe(10);
  });

  it("is nothing of other streams, and says how far it has looked", async () => {
    const log = openLog();
    const saga = streamName("default", "saga", "a-saga");
    await happen(log, { stream: saga, version: 0 }, [{ type: "Worked", n: 1, spoken: 1 }]);
    const [partition = 0] = [...(await log.heads()).keys()];
    expect(await readerOf(log).read(new Map([[partition, 0]]), 10)).toEqual({ messages: [], through: new Map([[partition, 1]]) });
    expect(await readerOf(log).read(new Map([[1 - partition, 0]]), 10)).toEqual({ messages: [], through: new Map([[1 - partition, 0]]) });
  });
});

describe("an aggregate that is told whole", () => {
  const hammer = streamName("default", "tool", "hammer");
  const told = async (reader: SaidReader, after: number, limit = 1_000) => {
    const { messages } = await reader.read(
      new Map([
        [0, after],
        [1, after],
      ]),
      limit,
    );
    return messages.map(({ position, data }) => [position, data.label, data.wear]);
  };

  it("is told as it was after each event, wherever one begins to read", async () => {
    const log = openLog();
    await happen(log, { stream: hammer, version: 0 }, [
      { type: "Listed", label: "hammer" },
      { type: "Worn", by: 2 },
      { type: "Worn", by: 3 },
      { type: "Listed", label: "new hammer" },
      { type: "Worn", by: 1 },
    ]);
    const all = [
      [1, "hammer", 0],
      [2, "hammer", 2],
      [3, "hammer", 5],
      [4, "new hammer", 0],
      [5, "new hammer", 1],
    ];
    for (const after of [0, 1, 2, 3, 4]) expect(await told(readerOf(log), after)).toEqual(all.slice(after));
    const reader = readerOf(log);
    for (const after of [4, 0, 2, 1, 3]) expect(await told(reader, after, 2)).toEqual(all.slice(after, after + 2));
  });

  it("is folded once by a reader who goes on where it was", async () => {
    const log = openLog();
    let reads = 0;
    const readStream: EventLog["readStream"] = (...asked) => {
      reads += 1;
      return log.readStream(...asked);
    };
    const reader = readerOf({ ...log, readStream });
    await happen(log, { stream: hammer, version: 0 }, [{ type: "Listed", label: "hammer" }]);
    for (let version = 1; version < 20; version += 1) {
      await happen(log, { stream: hammer, version }, [{ type: "Worn", by: 1 }]);
      await told(reader, version);
    }
    // Version 1 was not read with the partition: the first reading of the stream is the only one.
    expect(reads).toBe(1);
  });
});

describe("a `says` that breaks its rules", () => {
  const saying = async (says: Parameters<typeof voiceOf<ThingEvent>>[1]) => {
    const log = openLog();
    await spokenIn(log, 0, [1]);
    return createSaidReader({ log, voices: [voiceOf<ThingEvent>({ type: "thing" }, says)] }).read(new Map([[0, 0]]), 10);
  };

  it("is refused when it says one name twice in one version", async () => {
    await expect(saying(() => [say(thingMended, { n: 1 }), say(thingMended, { n: 2 })])).rejects.toThrow(
      "workshop says ThingMended.v1 twice of one Worked",
    );
  });

  it("is refused when it speaks for another context", async () => {
    await expect(saying(() => [say({ ...thingMended, context: "elsewhere" }, { n: 1 })])).rejects.toThrow(
      "workshop says ThingMended of Worked, which is elsewhere's to say",
    );
  });
});
