import { expect, it } from "vitest";
import type { Checkpoints } from "../../checkpoint.ts";
import { createEar, type Ear } from "../../ear.ts";
import type { Happening } from "../../following.ts";
import type { Leases } from "../../lease.ts";
import { createMemoryCheckpoints, type MemoryCheckpoints } from "../../memory/checkpoints.ts";
import { createMemoryLeases } from "../../memory/leases.ts";
import type { Message } from "../../message.ts";
import { Subscription } from "../../subscription.ts";
import { Tailer } from "../../tailer.ts";
import type { Heard } from "../../understanding.ts";
import { eventually } from "../eventually.ts";
import { quickLimits } from "../following-sample.ts";
import type { MakeTown, Town } from "./town.ts";
import { spokenIn, thingAdmired, thingMended } from "./workshop.ts";

/** What a hearer keeps: what it heard is written with its checkpoints, as a read model does. */
interface Memory {
  readonly checkpoints: MemoryCheckpoints;
  readonly leases: Leases;
  readonly heard: Heard[];
}

const newMemory = (): Memory => ({ checkpoints: createMemoryCheckpoints(), leases: createMemoryLeases({ leaseMs: 1_000 }), heard: [] });

const hears = [thingMended, thingAdmired];

/** One process that hears under the name `listener`. */
const listen = ({ reader, broker }: Town, memory: Memory, subscription = "listener") => {
  const ear: Ear = createEar({ broker, reader, hearer: subscription, headCheckMs: 50 });
  const { log } = ear;
  const tailer = new Tailer(log);
  const happenings: Happening[] = [];
  const following = new Subscription({
    name: subscription,
    log,
    tailer,
    checkpoints: memory.checkpoints satisfies Checkpoints,
    leases: memory.leases,
    limits: quickLimits,
    observe: (happening) => happenings.push(happening),
    handle: ear.hearing({
      subscription,
      hears,
      handle: async ({ heard, moves }) => {
        const outcome = memory.checkpoints.moveNow(subscription, moves);
        if (outcome === "moved") memory.heard.push(...heard);
        return outcome;
      },
    }),
  });
  following.start();
  const stop = async (): Promise<void> => {
    tailer.stop();
    await following.stop();
  };
  return { stop, happenings };
};

const placesOf = (messages: readonly Message[], partition: number) =>
  messages.filter((message) => message.partition === partition).map(({ position, name }) => `${position} ${name}`);

/** All that `listener` has to hear, of each partition in order: names that it does not know are of no interest. */
const expectAllHeard = async ({ reader }: Town, { heard }: Memory): Promise<void> => {
  const after = new Map(Array.from({ length: reader.partitions }, (_, partition) => [partition, 0]));
  const { messages } = await reader.read(after, 10_000);
  const wanted = messages.filter(({ name }) => hears.some((contract) => contract.name === name));
  await eventually("everything is heard", () => heard.length >= wanted.length);
  for (const partition of after.keys()) {
    expect(
      placesOf(
        heard.map(({ message }) => message),
        partition,
      ),
    ).toEqual(placesOf(wanted, partition));
  }
};

export const itIsFollowed = (makeTown: MakeTown): void => {
  it("is followed like a log, from the first message on and while more are spoken", async () => {
    const town = await makeTown();
    const memory = newMemory();
    await spokenIn(town.log, 0, [1, 0, 0, 2]);
    await town.relay();
    const process = listen(town, memory);
    for (let round = 0; round < 5; round += 1) {
      await spokenIn(town.log, round % 4, [0, 3, 1]);
      await spokenIn(town.log, 1, [2, 0]);
      await town.relay();
    }
    await expectAllHeard(town, memory);
    expect(memory.heard).toHaveLength(28);
    await process.stop();
  });

  it("goes on where it was after a restart, and shares its partitions with another process", async () => {
    const town = await makeTown();
    const memory = newMemory();
    const first = listen(town, memory);
    for (const partition of [0, 1, 2, 3]) await spokenIn(town.log, partition, [1, 1]);
    await town.relay();
    await expectAllHeard(town, memory);
    await first.stop();
    for (const partition of [0, 1, 2, 3]) await spokenIn(town.log, partition, [0, 2]);
    await town.relay();
    const processes = [listen(town, memory), listen(town, memory)];
    const halves = ({ happenings }: (typeof processes)[number]) =>
      happenings.some((happening) => happening.kind === "shared" && happening.partitions === 2);
    await eventually("both have their share", () => processes.every(halves));
    for (const partition of [0, 1, 2, 3]) await spokenIn(town.log, partition, [1]);
    await town.relay();
    await expectAllHeard(town, memory);
    await Promise.all(processes.map(({ stop }) => stop()));
  });

  it("lets each hearer hear everything by itself, early or late", async () => {
    const town = await makeTown();
    const [early, late] = [newMemory(), newMemory()];
    const first = listen(town, early, "early");
    await spokenIn(town.log, 0, [1, 1, 2]);
    await town.relay();
    await expectAllHeard(town, early);
    const second = listen(town, late, "late");
    await spokenIn(town.log, 0, [1]);
    await town.relay();
    await expectAllHeard(town, late);
    await expectAllHeard(town, early);
    await Promise.all([first.stop(), second.stop()]);
  });

  it("does not go on in another incarnation of the speaker's log", async () => {
    const town = await makeTown();
    const memory = newMemory();
    await spokenIn(town.log, 0, [1, 1]);
    await town.relay();
    const before = listen(town, memory);
    await expectAllHeard(town, memory);
    await before.stop();
    const restored = await makeTown();
    for (const partition of [0, 1, 2, 3]) await spokenIn(restored.log, partition, [1, 1, 1]);
    await restored.relay();
    const after = listen(restored, memory);
    const refused = () => after.happenings.filter((happening) => happening.kind === "refused");
    await eventually("the partitions are refused", () => refused().length === 4);
    expect(refused()).toContainEqual({ kind: "refused", partition: 0, reason: "OtherIncarnation" });
    expect(memory.heard).toHaveLength(2);
    await after.stop();
  });
};
