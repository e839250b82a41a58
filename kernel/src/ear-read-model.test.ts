import { describe, expect, it } from "vitest";
import { createEar, heardIn } from "./ear.ts";
import { followReadModel } from "./follow-read-model.ts";
import { createLogBroker } from "./log-broker.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import type { ReadModel } from "./read-model.ts";
import { createSaidReader } from "./said-reader.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { quickLimits } from "./testing/following-sample.ts";
import { happen, thingAdmired, thingMended, thingsIn, workshopVoices } from "./testing/speaking/workshop.ts";
import type { Heard } from "./understanding.ts";

const hears = [thingMended, thingAdmired];

type Fame = { readonly thing: string; readonly mended: number; readonly admired: number };

const fame: ReadModel<readonly Heard[], Fame> = {
  name: "fame",
  version: 1,
  columns: { thing: "text", mended: "integer", admired: "integer" },
  keyOf: (heard) => heard[0]?.message.subject ?? null,
  project: (row, heard, { stream }) => {
    const count = (name: string) => heard.filter(({ message }) => message.name === name).length;
    const { mended, admired } = row ?? { mended: 0, admired: 0 };
    return { thing: stream, mended: mended + count("ThingMended"), admired: admired + count("ThingAdmired") };
  },
};

describe("a read model of what another context says", () => {
  it("is kept like one of one's own events, and can be waited for by the speaker's positions", async () => {
    const speakers = createMemoryEventLog({ name: "workshop", partitions: 2 });
    const reader = createSaidReader({ log: speakers, voices: workshopVoices() });
    const ear = createEar({ broker: createLogBroker([reader]), reader, hearer: "fame" });
    const { log } = ear;
    const tailer = new Tailer(log);
    const checkpoints = createMemoryCheckpoints();
    const rows = createMemoryReadModelRows(fame, checkpoints);
    const followed = followReadModel({
      model: fame,
      rows,
      decode: (entry) => heardIn(entry, hears),
      log,
      tailer,
      checkpoints,
      leases: createMemoryLeases({ leaseMs: 1_000 }),
      limits: quickLimits,
    });
    await followed.start();
    const [one, other] = [thingsIn(0, 2, 1)[0]!, thingsIn(1, 2, 1)[0]!];
    await happen(
      speakers,
      { stream: one, version: 0 },
      [1, 0, 3, 2].map((spoken, n) => ({ type: "Worked", n, spoken })),
    );
    await happen(speakers, { stream: other, version: 0 }, [{ type: "Worked", n: 1, spoken: 0 }]);
    const { name, incarnation } = speakers;
    const positions = [
      { log: name, incarnation, partition: 0, position: 4 },
      { log: name, incarnation, partition: 1, position: 1 },
    ];
    await eventually("the rows show it", async () => (await followed.waitFor(positions, { timeoutMs: 1_000 })).kind === "passed");
    expect(rows.all()).toEqual([{ thing: one, mended: 3, admired: 2 }]);
    tailer.stop();
    await followed.stop();
  });
});
