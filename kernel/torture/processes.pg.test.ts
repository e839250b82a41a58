import { type EventLog, streamName } from "@waybill/kernel/event-log";
import { newId } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { command, faultsOf } from "@waybill/kernel/testing/event-log/sample";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { add, close, from, keyed, open } from "@waybill/kernel/testing/tally";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RemoteTally, startRemoteTally } from "./remote-tally.ts";

const schema = "log";
const rounds = 50;
const database = testDatabase();
let processes: readonly [RemoteTally, RemoteTally];

beforeAll(async () => {
  await prepareLogSchema(database.sql, schema, 4);
  processes = await Promise.all([startRemoteTally(database.url, schema), startRemoteTally(database.url, schema)]);
});
afterAll(async () => {
  for (const process of processes ?? []) await process[Symbol.asyncDispose]();
});

describe("two processes on one log", () => {
  it("make one of what both create, and the loser sees the winner's", async () => {
    const log = await openPostgresEventLog(database.sql, schema);
    await Promise.all(
      Array.from({ length: rounds }, async () => {
        const id = newId("tly");
        const answers = await Promise.all(processes.map((process, index) => process.handle(id, open(10 + index), keyed({ isNew: true }))));
        expect(answers.map(({ kind }) => kind).sort()).toEqual(["accepted", "nothingToDo"]);
        const winner = answers.findIndex(({ kind }) => kind === "accepted");
        expect(await log.readStream(streamName("default", "tally", id), 0, 10)).toMatchObject([{ data: { most: 10 + winner } }]);
      }),
    );
    expect(await faultsOf(log)).toEqual([]);
  });

  it("give one command id one effect and the same answer, sent to both and twice to each", async () => {
    const log = await openPostgresEventLog(database.sql, schema);
    await Promise.all(
      Array.from({ length: rounds }, async () => {
        const id = newId("tly");
        const asks = keyed({ isNew: true });
        const answers = await Promise.all([0, 1, 1, 0].map((index) => processes[index as 0 | 1].handle(id, open(3), asks)));
        const essence = answers.map((answer) => JSON.stringify({ ...answer, replayed: null, recorded: null }));
        expect(new Set(essence).size, essence.join("\n")).toBe(1);
        expect(answers.map((answer) => "replayed" in answer && answer.replayed).sort()).toEqual([false, true, true, true]);
        expect(await log.readStream(streamName("default", "tally", id), 0, 10)).toHaveLength(1);
      }),
    );
    expect(await faultsOf(log)).toEqual([]);
  });

  it("refuse nothing wrongly and acknowledge nothing that never was, however stale a cache is", async () => {
    const [here, there] = processes;
    await Promise.all(
      Array.from({ length: rounds }, async (_, round) => {
        const id = newId("tly");
        const context = round % 2 === 0 ? keyed : from;
        expect(await there.handle(id, add(1), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsAbsent" } });
        await here.handle(id, open(5), context());
        expect(await there.handle(id, open(5), context())).toMatchObject({ kind: "nothingToDo", version: 1 });
        await here.handle(id, add(5), context());
        expect(await there.handle(id, add(1), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsFull", total: 5 } });
        await here.handle(id, close, context());
        expect(await there.handle(id, open(5), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsClosed" } });
        expect(await there.handle(id, close, context())).toMatchObject({ kind: "nothingToDo", version: 3 });
      }),
    );
  });
});

describe("two logs in one database", () => {
  it("know nothing of each other's streams, commands and positions", async () => {
    const schemas = ["log_a", "log_b"];
    const logs: EventLog[] = [];
    for (const each of schemas) {
      await prepareLogSchema(database.sql, each, 4);
      logs.push(await openPostgresEventLog(database.sql, each));
    }
    const same = command(streamName("default", "thing", "thg_1"), 0);
    for (const log of logs) expect(await log.append([same])).toEqual([{ kind: "appended", version: 1, position: 1 }]);
    expect(new Set(logs.map(({ incarnation }) => incarnation)).size).toBe(2);
  });
});
