import { expect, it } from "vitest";
import { accept } from "../../decider.ts";
import { streamName } from "../../event-log.ts";
import { newId, newUuid } from "../../id.ts";
import { limits } from "../../limits.ts";
import { partitionOf } from "../../partition.ts";
import { faultsOf, type MakeLog } from "../event-log/sample.ts";
import { add, close, from, keyed, open, tally, tallyProcess } from "../tally.ts";

const newTally = () => newId("tly");

export const itAnswers = (makeLog: MakeLog): void => {
  it("is told what was recorded, where it is, and what became of the thing", async () => {
    const [log] = await makeLog();
    const here = tallyProcess(log);
    const id = newTally();
    const stream = streamName("default", "tally", id);
    const partition = partitionOf(stream, log.partitions);
    expect(await here.handle(id, open(10), from({ isNew: true }))).toEqual({
      ...{ kind: "accepted", version: 1, partition, position: 1, replayed: false },
      recorded: { events: [{ type: "TallyOpened", most: 10 }], state: { status: "Open", total: 0, most: 10 } },
    });
    expect(await here.handle(id, add(7), from({ actor: "key_1", correlation: "c", cause: "m" }))).toMatchObject({
      ...{ kind: "accepted", version: 2, position: 2 },
      recorded: { events: [{ type: "TallyGrown", amount: 7 }], state: { total: 7 } },
    });
    expect(await here.handle(id, add(4), from())).toEqual({
      ...{ kind: "refused", refusal: { code: "TallyIsFull", total: 7 }, version: 2, replayed: false },
    });
    expect(await here.handle(id, add(0), from())).toEqual({ kind: "nothingToDo", version: 2, replayed: false });
    expect(await log.readStream(stream, 0, 10)).toMatchObject([
      { type: "TallyOpened", data: { most: 10 }, causation: {}, schemaVersion: 1 },
      { type: "TallyGrown", data: { amount: 7 }, causation: { actor: "key_1", correlation: "c", cause: "m" } },
    ]);
  });

  it("is kept apart from what another merchant calls by the same id", async () => {
    const [log] = await makeLog();
    const here = tallyProcess(log);
    const id = newTally();
    await here.handle(id, open(), from());
    expect(await here.handle(id, add(), from({ merchant: "other" }))).toMatchObject({
      kind: "refused",
      refusal: { code: "TallyIsAbsent" },
    });
  });

  it("costs a wrong guess that the stream is new nothing but another decision", async () => {
    const [log, other] = await makeLog();
    const id = newTally();
    await tallyProcess(other).handle(id, open(5), from());
    expect(await tallyProcess(log).handle(id, add(2), from({ isNew: true }))).toMatchObject({ kind: "accepted", version: 2 });
    expect(await tallyProcess(log).handle(id, open(), keyed({ isNew: true }))).toMatchObject({ kind: "nothingToDo", version: 2 });
    expect(await tallyProcess(log).handle(id, add(9), keyed({ isNew: true }))).toMatchObject({
      kind: "refused",
      refusal: { code: "TallyIsFull" },
    });
  });

  it.each([
    ["a NUL", "x\u0000", "NulCharacter"],
    ["a lone surrogate", "\ud83d", "LoneSurrogate"],
    ["more than the limit", "x".repeat(limits.eventBytes), "TooLarge"],
  ])("is told that nothing can store %s, and the commands around it go on", async (_, note, reason) => {
    const [log] = await makeLog();
    const here = tallyProcess(log);
    const [id, neverOpened] = [newTally(), newTally()];
    await here.handle(id, open(), from());
    const unstorable = { kind: "unstorable", reason };
    const answers = await Promise.all([
      here.handle(id, add(1), from()),
      here.handle(id, add(1, note), from()),
      here.handle(id, add(1, note), keyed()),
      here.handle(neverOpened, add(1, note), keyed()),
      here.handle(id, add(1), from(reason === "TooLarge" ? {} : { correlation: note })),
      here.handle(id, add(1), from()),
    ]);
    const accepted = { kind: "accepted" };
    expect(answers).toMatchObject([accepted, unstorable, unstorable, unstorable, reason === "TooLarge" ? accepted : unstorable, accepted]);
    expect(await here.handle(id, add(0), from())).toMatchObject({ version: reason === "TooLarge" ? 4 : 3 });
    expect(await faultsOf(log)).toEqual([]);
  });

  it("is told that it leads to too many events, of which none is stored, and the commands around it go on", async () => {
    const [log] = await makeLog();
    const grown = { type: "TallyGrown", amount: 1 } as const;
    /** An event for each unit. */
    const decide: typeof tally.decider.decide = (command, state) =>
      command.type === "AddToTally"
        ? accept(grown, ...Array.from({ length: command.amount - 1 }, () => grown))
        : tally.decider.decide(command, state);
    const here = tallyProcess(log, { aggregate: { ...tally, decider: { ...tally.decider, decide } } });
    const id = newTally();
    await here.handle(id, open(), from());
    const answers = await Promise.all([
      here.handle(id, add(limits.commandEvents), from()),
      here.handle(id, add(limits.commandEvents + 1), keyed()),
      here.handle(id, add(1), from()),
    ]);
    expect(answers).toMatchObject([
      { kind: "accepted", version: 1 + limits.commandEvents },
      { kind: "unstorable", reason: "TooManyEvents" },
      { kind: "accepted", version: 2 + limits.commandEvents },
    ]);
    expect((await log.heads()).values().reduce((sum, position) => sum + position, 0)).toBe(2 + limits.commandEvents);
    expect(await faultsOf(log)).toEqual([]);
  });

  it.each(["\\u0000", "\\ud800", "\\\\u0000 \\", 'größe "日本" 😀 \u001f \u0001 {NULL,}'])(
    "stores %j, which only looks dangerous",
    async (note) => {
      const [log] = await makeLog();
      const here = tallyProcess(log);
      const id = newTally();
      await here.handle(id, open(), from());
      await here.handle(id, add(1, note), from({ correlation: note }));
      const [, grown] = await log.readStream(streamName("default", "tally", id), 0, 10);
      expect(grown).toMatchObject({ data: { amount: 1, note }, causation: { correlation: note } });
      const asks = keyed();
      const refused = { kind: "refused", refusal: { code: "TallyIsAbsent", note } };
      expect(await here.handle(newTally(), add(1, note), keyed())).toMatchObject(refused);
      const absent = newTally();
      await here.handle(absent, add(1, note), asks);
      expect(await tallyProcess(log).handle(absent, add(1, note), asks)).toEqual({ ...refused, version: 0, replayed: true });
    },
  );

  it.each([
    ["a merchant that no stream can be named after", "thing", { merchant: "de/fault" }],
    ["an id that no stream can be named after", "größe", {}],
    ["a command id that is no UUID", "thing", { commandId: "1,2" }],
    ["a command id that is spelled in another way", "thing", { commandId: newUuid().toUpperCase() }],
  ])("is thrown a RangeError for %s, before it can harm others", async (_, id, context) => {
    const [log] = await makeLog();
    const here = tallyProcess(log);
    const neighbours = [here.handle(newTally(), open(), keyed()), here.handle(newTally(), open(), keyed())];
    await expect(here.handle(id, open(), keyed(context))).rejects.toThrow(RangeError);
    expect(await Promise.all(neighbours)).toMatchObject([{ kind: "accepted" }, { kind: "accepted" }]);
    expect(here.pipeline.admission.inFlight).toBe(0);
  });

  it("is answered in the sequence in which it asked, one stream's commands in one batch", async () => {
    const [log] = await makeLog();
    const here = tallyProcess(log);
    const id = newTally();
    const answers = await Promise.all([
      here.handle(id, open(3), from({ isNew: true })),
      ...[1, 2, 1, 0].map((amount) => here.handle(id, add(amount), from())),
      here.handle(id, close, from()),
      here.handle(id, add(1), from()),
    ]);
    expect(answers).toMatchObject([
      { kind: "accepted", version: 1 },
      { kind: "accepted", version: 2, recorded: { state: { total: 1 } } },
      { kind: "accepted", version: 3, recorded: { state: { total: 3 } } },
      { kind: "refused", version: 3, refusal: { code: "TallyIsFull", total: 3 } },
      { kind: "nothingToDo", version: 3 },
      { kind: "accepted", version: 4 },
      { kind: "refused", version: 4, refusal: { code: "TallyIsClosed" } },
    ]);
  });
};
