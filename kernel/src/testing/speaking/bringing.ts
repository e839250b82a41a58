import { expect, it } from "vitest";
import type { Consumer } from "../../broker.ts";
import type { Message } from "../../message.ts";
import type { MakeTown } from "./town.ts";
import { spokenIn } from "./workshop.ts";

const everywhere = (position = 0): ReadonlyMap<number, number> =>
  new Map([
    [0, position],
    [1, position],
    [2, position],
    [3, position],
  ]);
const read = async (consumer: Consumer, after = everywhere(), limit = 100): Promise<readonly Message[]> =>
  (await consumer.read(after, limit)).messages;
const places = (messages: readonly Message[]) => messages.map(({ partition, position, index }) => `${partition}@${position}/${index}`);

export const itBringsMessages = (makeTown: MakeTown): void => {
  it("brings every message as the speaker recorded it, in order within each partition", async () => {
    const { log, reader, broker, relay } = await makeTown();
    await spokenIn(log, 0, [1, 0, 3, 1]);
    await spokenIn(log, 2, [0, 2]);
    await relay();
    const messages = await read(broker.consume("workshop", "hearer"));
    const record = await reader.read(everywhere(), 100);
    for (const partition of [0, 1, 2, 3]) {
      const of = (all: readonly Message[]) => all.filter((message) => message.partition === partition);
      expect(of(messages)).toStrictEqual(of(record.messages));
    }
    expect(messages).toHaveLength(7);
  });

  it("brings what lies after the given positions of the given partitions, and nothing else", async () => {
    const { log, broker, relay } = await makeTown();
    await spokenIn(log, 0, [1, 1, 1]);
    await spokenIn(log, 1, [1, 1]);
    await relay();
    const consumer = broker.consume("workshop", "hearer");
    expect(places(await read(consumer, new Map([[0, 1]])))).toEqual(["0@2/0", "0@3/0"]);
    const both = new Map([
      [1, 1],
      [0, 2],
    ]);
    expect(places(await read(consumer, both)).sort()).toEqual(["0@3/0", "1@2/0"]);
    expect(places(await read(consumer, new Map([[3, 0]])))).toEqual([]);
  });

  it("brings the messages of so many events at most, and never tears those of one apart", async () => {
    const { log, broker, relay } = await makeTown();
    await spokenIn(log, 0, [3, 1, 2]);
    await relay();
    const consumer = broker.consume("workshop", "hearer");
    expect(places(await read(consumer, new Map([[0, 0]]), 1))).toEqual(["0@1/0", "0@1/1", "0@1/2"]);
    expect(places(await read(consumer, new Map([[0, 1]]), 2))).toEqual(["0@2/0", "0@3/0", "0@3/1"]);
  });

  it("brings again what was not acknowledged, to every hearer", async () => {
    const { log, broker, relay } = await makeTown();
    await spokenIn(log, 0, [1, 1]);
    await relay();
    const [one, other] = [broker.consume("workshop", "one"), broker.consume("workshop", "other")];
    expect(await read(one)).toHaveLength(2);
    expect(await read(one)).toHaveLength(2);
    await one.acknowledge(new Map([[0, 2]]));
    expect(await read(other)).toHaveLength(2);
    await other.acknowledge(new Map([[0, 1]]));
    expect(places(await read(other, new Map([[0, 1]])))).toEqual(["0@2/0"]);
    expect(places(await read(broker.consume("workshop", "other"), new Map([[0, 1]])))).toEqual(["0@2/0"]);
  });

  it("brings what is said later", async () => {
    const { log, broker, relay } = await makeTown();
    const consumer = broker.consume("workshop", "hearer");
    expect(await read(consumer)).toEqual([]);
    await spokenIn(log, 0, [1]);
    await relay();
    expect(places(await read(consumer))).toEqual(["0@1/0"]);
    await consumer.acknowledge(new Map([[0, 1]]));
    await spokenIn(log, 0, [0, 1]);
    await relay();
    expect(places(await read(consumer, new Map([[0, 1]])))).toEqual(["0@3/0"]);
  });

  it("says how far the speaker has come", async () => {
    const { log, broker, relay } = await makeTown();
    expect(await broker.head("workshop")).toEqual(new Map());
    await spokenIn(log, 0, [1, 1, 1]);
    await spokenIn(log, 3, [0, 2]);
    await relay();
    expect(await broker.head("workshop")).toEqual(
      new Map([
        [0, 3],
        [3, 2],
      ]),
    );
  });
};
