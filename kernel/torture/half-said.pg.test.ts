import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { disconnectLog, steadyOptions } from "@waybill/kernel/postgres/log-connections";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { command, faultsOf, freshStream } from "@waybill/kernel/testing/event-log/sample";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import postgres from "postgres";
import { describe, expect, it } from "vitest";

const schema = "log";
const database = testDatabase();

describe("a connection that is lost between the decision to send an append and its sending", () => {
  it("is replaced by a sound one while its caller waits", async () => {
    await prepareLogSchema(database.sql, schema, 2);
    const { hostname, port } = new URL(database.url);
    const sockets: Socket[] = [];
    const socket = () => {
      const made = new Socket().connect(Number(port), hostname);
      sockets.push(made);
      return made;
    };
    const sql = postgres(database.url, { ...steadyOptions("half-said"), max: 1, fetch_types: false, ...{ socket } });
    const log = await openPostgresEventLog(sql, schema);
    // Prepared, and short enough for the driver to wait with it for more.
    await log.append([command(freshStream(log), 0)]);
    const stream = freshStream(log);
    // As when the end of the connection and the next batch of the committer fall into one turn of the event loop: the append is
    // handed to a connection whose loss has been noticed and not yet been told, which happens at the end of the turn.
    await sleep(2);
    const answer = new Promise((resolve) => setImmediate(() => resolve(log.append([command(stream, 0)]))));
    sockets.at(-1)?.destroy();
    expect(await answer).toMatchObject([{ version: 1 }]);
    expect(sockets.length).toBeGreaterThan(1);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
    expect(await faultsOf(log)).toEqual([]);
    await disconnectLog(sql);
  });
});
