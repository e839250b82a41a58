import { describe, expect, it } from "vitest";
import type { Message } from "../message.ts";
import { describeBroker } from "../testing/broker-contract.ts";
import { townWithCarrier } from "../testing/speaking/town.ts";
import { spokenIn } from "../testing/speaking/workshop.ts";
import { createMemoryBroker } from "./broker.ts";

const makeTown = townWithCarrier(() => createMemoryBroker());

describeBroker("in memory", makeTown);

const beginning = new Map([[0, 0]]);
const places = (messages: readonly Message[]) => messages.map(({ position, index }) => `${position}/${index}`);

/** The messages of a speaker, before any broker has them. */
const spoken = async (counts: readonly number[]): Promise<readonly Message[]> => {
  const { log, reader } = await makeTown();
  await spokenIn(log, 0, counts);
  return (await reader.read(beginning, 100)).messages;
};

describe("a broker in memory", () => {
  it("lets go of what every hearer has acknowledged, and of nothing else", async () => {
    const broker = createMemoryBroker();
    await broker.publish(await spoken([1, 1, 1]));
    const [one, other] = [broker.consume("workshop", "one"), broker.consume("workshop", "other")];
    const kept = async () => places((await broker.consume("workshop", "one").read(beginning, 100)).messages);
    await one.acknowledge(new Map([[0, 3]]));
    expect(await kept()).toEqual(["1/0", "2/0", "3/0"]);
    await other.acknowledge(new Map([[0, 2]]));
    expect(await kept()).toEqual(["3/0"]);
    await other.acknowledge(new Map([[0, 1]]));
    await other.acknowledge(new Map([[0, 3]]));
    expect(await kept()).toEqual([]);
  });

  it("takes in once what is published again, even when it was acknowledged meanwhile", async () => {
    const broker = createMemoryBroker();
    const messages = await spoken([1, 2]);
    await broker.publish(messages);
    await broker.publish(messages);
    const consumer = broker.consume("workshop", "hearer");
    expect(places((await consumer.read(beginning, 100)).messages)).toEqual(["1/0", "2/0", "2/1"]);
    await consumer.acknowledge(new Map([[0, 2]]));
    await broker.publish(messages);
    expect(places((await consumer.read(beginning, 100)).messages)).toEqual([]);
  });

  it("keeps so many messages of a partition and no more, the newest", async () => {
    const broker = createMemoryBroker({ keptMessages: 2 });
    await broker.publish(await spoken([1, 1, 1, 1]));
    expect(places((await broker.consume("workshop", "hearer").read(beginning, 100)).messages)).toEqual(["3/0", "4/0"]);
    expect(await broker.head("workshop")).toEqual(new Map([[0, 4]]));
  });
});
