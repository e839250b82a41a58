import { describe, expect, it } from "vitest";
import type { CheckpointMove } from "./checkpoint.ts";
import { instant } from "./clock.ts";
import type { EventLog } from "./event-log.ts";
import { streamName } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryParking } from "./memory/parking.ts";
import type { Message } from "./message.ts";
import type { Parking } from "./parking.ts";
import type { Saga } from "./saga.ts";
import { atWork, hearingId } from "./saga-at-work.ts";
import { entriesOf } from "./saga-entries.ts";
import { contractsOf, hearerOf, hearingMessages } from "./saga-hearing.ts";
import { kitRequested, requestWithdrawn } from "./testing/example-messages.ts";
import { kitRequestedV1, type LendKitWords, requestWithdrawnV1 } from "./testing/example-saga.ts";
import { pipelineOver } from "./testing/lending-process.ts";

/** Counts whatever it hears: a message that is heard twice shows. */
interface CountingWords {
  readonly heard: LendKitWords["heard"];
  readonly state: number;
  readonly fact: { readonly type: "Counted"; readonly name: string };
  readonly ask: never;
  readonly timer: never;
}
const counting: Saga<CountingWords> = {
  name: "count",
  initial: 0,
  instanceOf: ({ data }) => (data.requestId === "nobody" ? null : data.requestId),
  evolve: (count) => count + 1,
  decide: (hearing) => (hearing.kind === "message" ? [{ type: "Counted", name: hearing.heard.name }] : []),
  isOver: () => true,
};

const moves: readonly CheckpointMove[] = [];
/** One process that hears under a name. */
const hearer = (log: EventLog, subscription = "hearing", more: { readonly saga?: typeof counting; readonly parking?: Parking } = {}) => {
  const { saga = counting, parking } = more;
  const hear = hearingMessages({
    hearers: [hearerOf(atWork(pipelineOver(log), saga), [kitRequestedV1, requestWithdrawnV1])],
    subscription,
    checkpoints: createMemoryCheckpoints(),
    ...(parking === undefined ? {} : { parking }),
  });
  return (...heard: Parameters<typeof hear>[0]["heard"]) => hear({ heard, moves });
};
const instance = async (log: EventLog, id = "r1") =>
  (await log.readStream(streamName("default", "saga-count", id), 0, 100)).flatMap(entriesOf);

describe("what a saga hears", () => {
  it("is heard once, however often and by however many processes it comes", async () => {
    const log = createMemoryEventLog();
    const [one, other] = [hearer(log), hearer(log)];
    const message = kitRequested("r1");
    await Promise.all([one(message, message), other(message)]);
    await hearer(log)(message, requestWithdrawn("r1"));
    expect((await instance(log)).map(({ data }) => data.name)).toEqual(["KitRequested", "RequestWithdrawn"]);
  });

  it("is known for ever", async () => {
    const log = createMemoryEventLog({ clock: { now: () => instant(8e15), monotonicMs: () => 0 } });
    await hearer(log)(kitRequested("r1"));
    expect(await log.forgetExpiredReceipts()).toBe(0);
  });

  it("is heard once by each subscription", async () => {
    const log = createMemoryEventLog();
    for (const name of ["hearing", "hearing", "elsewhere"]) await hearer(log, name)(kitRequested("r1"));
    expect(await instance(log)).toHaveLength(2);
  });

  it("stands behind what is recorded", async () => {
    const log = createMemoryEventLog();
    const message = kitRequested("r1");
    await hearer(log)(message);
    const [event] = await instance(log);
    expect(event?.commandId.slice(13)).toBe(hearingId("hearing", message.message.id, "r1").slice(13));
    expect(event?.causation).toEqual({ actor: "saga-count", cause: message.message.id, correlation: "correlation of r1" });
  });

  it("is passed over when no instance hears it", async () => {
    const log = createMemoryEventLog();
    await hearer(log)(kitRequested("nobody"));
    expect(await log.heads()).toEqual(new Map());
  });

  it("is heard when newer code understands what had been put aside", async () => {
    const log = createMemoryEventLog();
    const { message } = kitRequested("r1");
    await hearer(log)({ kind: "notUnderstood", reason: "VersionIsUnknown", message });
    expect(await instance(log)).toHaveLength(1);
  });

  it("is never passed over when it is not understood", async () => {
    const message: Message = { ...kitRequested("r1").message, version: 2 };
    const hearing = hearer(createMemoryEventLog())({ kind: "notUnderstood", reason: "VersionIsUnknown", message });
    await expect(hearing).rejects.toThrow("is not understood: VersionIsUnknown (KitRequested.v2)");
  });

  it("is parked when the saga cannot say whom it concerns, and heard once it can", async () => {
    const [log, parking] = [createMemoryEventLog(), createMemoryParking()];
    const broken: typeof counting = {
      ...counting,
      instanceOf: ({ data }) => {
        if (data.requestId === "r1") throw new TypeError("cannot say");
        return data.requestId;
      },
    };
    const message = kitRequested("r1");
    await hearer(log, "hearing", { saga: broken, parking })(message, kitRequested("r2"));
    expect([(await instance(log)).length, (await instance(log, "r2")).length]).toEqual([0, 1]);
    const key = `saga-count/${message.message.subject}`;
    expect(await parking.list(10)).toMatchObject([{ key, waiting: 1, failure: { error: "TypeError: cannot say" } }]);
    // Heard once more by newer code, which says whom it concerns.
    await hearer(log, "hearing", { parking })(message);
    expect(await instance(log)).toHaveLength(1);
  });

  it("is listened for once, in the same versions for all who hear it", () => {
    const saga = atWork(pipelineOver(createMemoryEventLog()), counting);
    const other = hearerOf(saga, [kitRequestedV1, requestWithdrawnV1]);
    const one = { ...other, hears: [kitRequestedV1] };
    expect(contractsOf([one, other])).toEqual([kitRequestedV1, requestWithdrawnV1]);
    const newer = { ...kitRequestedV1, version: 2 as const };
    expect(() => contractsOf([one, { ...other, hears: [kitRequestedV1, newer] }])).toThrow(
      "not all who hear KitRequested know its version 2",
    );
  });
});
