import { createCommitter, type Settlement } from "@waybill/kernel/committer";
import { type Append, type EventLog, streamName } from "@waybill/kernel/event-log";
import { newId } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { command, faultsOf, freshStream } from "@waybill/kernel/testing/event-log/sample";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { add, from, open, tallyProcess } from "@waybill/kernel/testing/tally";
import { beforeAll, describe, expect, it } from "vitest";

const schema = "log";
const database = testDatabase();
let log: EventLog;

/** The very error that a broken extension, a full disk or a bug of ours would raise, for one command only. */
const trigger = `
  create function ${schema}.choke() returns trigger language plpgsql as $$
  begin
    if new.data::text like '%poison%' then raise exception 'this row cannot be stored' using errcode = 'XX001'; end if;
    return new;
  end $$;
  create trigger choke before insert on ${schema}.event for each row execute function ${schema}.choke()`;

beforeAll(async () => {
  await prepareLogSchema(database.sql, schema, 4);
  await database.sql.unsafe(trigger);
  log = await openPostgresEventLog(database.sql, schema);
});

describe("a command that PostgreSQL raises an error for", () => {
  it("fails alone: the 99 that came with it are recorded, those on its own stream included", async () => {
    const batches: number[] = [];
    const here = tallyProcess(log, { committer: createCommitter(log, { lanes: 1, onBatch: (commands) => batches.push(commands) }) });
    const ids = Array.from({ length: 50 }, () => newId("tly"));
    await Promise.all(ids.map((id) => here.handle(id, open(), from({ isNew: true }))));
    batches.length = 0;
    // Two of each tally; the 35th to ask has something in it that cannot be stored.
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => here.handle(ids[index % 50] ?? "", add(1, index === 34 ? "poison" : "fine"), from())),
    );
    const failed = answers.flatMap((answer, index) => (answer.status === "rejected" ? [[index, String(answer.reason)]] : []));
    expect(failed).toEqual([[34, "PostgresError: this row cannot be stored"]]);
    expect(answers.filter((answer) => answer.status === "fulfilled" && answer.value.kind === "accepted")).toHaveLength(99);
    expect(batches[0], "they came together").toBe(100);
    for (const [index, id] of ids.entries()) {
      const notes = (await log.readStream(streamName("default", "tally", id), 1, 10)).map(({ data }) => data.note);
      expect(notes).toEqual(index === 34 ? ["fine"] : ["fine", "fine"]);
    }
    expect(await faultsOf(log)).toEqual([]);
  });

  it.each([
    ["an event that is no JSON", { events: [{ type: "Happened", schemaVersion: 1, json: '{"n":' }] }],
    ["an event of an impossible schema version", { events: [{ type: "Happened", schemaVersion: 99_999, json: "{}" }] }],
    ["an id that is no UUID", { commandId: "thing-1" }],
    ["an outcome that jsonb cannot hold", { events: [], outcome: { code: "Nul\u0000" } }],
    ["a receipt that ends in another age", { receipt: { requestHash: "0190163d-8694-739b-aea5-966c26f8ad90", expiresAt: 9e18 } }],
  ])("fails alone even when it comes past the handler's checks: %s", async (_, poison) => {
    const committer = createCommitter(log, { lanes: 1 });
    const appends = Array.from({ length: 20 }, (_, index) => command(freshStream(log), 0, (index === 7 ? poison : {}) as Partial<Append>));
    const settlements = await Promise.all(
      appends.map((append) => new Promise<Settlement>((settle) => committer.submit({ append, isStale: () => false, settle }))),
    );
    expect(settlements.map(({ kind }) => kind)).toEqual(appends.map((_, index) => (index === 7 ? "failed" : "appended")));
    for (const [index, { stream, commandId }] of appends.entries()) {
      if (index !== 7) expect(await log.readStream(stream, 0, 10)).toMatchObject([{ commandId, version: 1 }]);
    }
    expect(await faultsOf(log)).toEqual([]);
  });
});
