import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { generationOf, tableOf } from "../read-model.ts";
import { eventually } from "../testing/eventually.ts";
import { followingProcess } from "../testing/following-process.ts";
import { counting, expectedTallies, following, headsOf, onlooking, tally, thing } from "../testing/following-sample.ts";
import { type FollowingSchema, followingSchemas } from "../testing/following-schemas.ts";
import { talliesOf } from "../testing/read-model/tallies.ts";
import { steadyOptions } from "./log-connections.ts";

const make = followingSchemas();
const program = fileURLToPath(new URL("../testing/rebuilding-follower.ts", import.meta.url));
const patience = { timeoutMs: 20_000 };

const otherProcess = ({ url, schema }: FollowingSchema): ChildProcess => {
  const child = spawn(process.execPath, [program, url, schema, "600", "0"], { stdio: ["ignore", "inherit", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

/** Keeps what is built anew from being swapped, as somebody does who reads the live rows for a long time. */
const readForLong = async ({ url, schema }: FollowingSchema): Promise<() => Promise<void>> => {
  const reader = postgres(url, { max: 1, ...steadyOptions("reader") });
  await reader`begin`;
  await reader`select from ${reader(`${schema}.${tableOf(tally)}`)} limit 1`;
  return async () => {
    await reader.end();
  };
};

/** Everything under the name of a generation: tables, and rows of those who follow for it. */
const leftOf = async ({ pools, schema }: FollowingSchema): Promise<readonly string[]> => {
  const [sql] = pools;
  const named = `${tableOf(tally)}!_g%`;
  const rows = await sql<{ what: string }[]>`
    select 'table ' || tablename as what from pg_tables where schemaname = ${schema} and tablename like ${named} escape '!'
    union select 'checkpoint' from ${sql(`${schema}.checkpoint`)} where subscription like ${named} escape '!'
    union select 'lease' from ${sql(`${schema}.lease`)} where subscription like ${named} escape '!'
    union select 'follower' from ${sql(`${schema}.follower`)} where subscription like ${named} escape '!'
    union select 'parked' from ${sql(`${schema}.parked_key`)} where subscription like ${named} escape '!'`;
  return rows.map(({ what }) => what);
};

/** A process that answers requests, and follows nothing. */
const onlooker = async ({ pools, schema }: FollowingSchema) => {
  const its = await followingProcess(pools[0], schema, 600);
  await its.rowsOf(tally).prepare();
  const append = async (version: number) => its.log.append(Array.from({ length: 20 }, (_, n) => counting(thing(n), version, ["Counted"])));
  return { its, append, model: onlooking(its) };
};

describe("a read model that is built anew by another process", () => {
  it("is called off from here, and the other goes on with the live rows", async () => {
    const here = await make();
    const { its, append, model } = await onlooker(here);
    await append(0);
    const release = await readForLong(here);
    otherProcess(here);
    await model.rebuild();
    await eventually("the other has built it", async () => (await model.rebuilding())?.done === 20, 20_000);
    expect((await leftOf(here)).length).toBeGreaterThan(3);
    expect(await model.callOffRebuild()).toBe(true);
    expect(await leftOf(here)).not.toContainEqual(expect.stringContaining("table"));
    await eventually("the other has left", async () => (await leftOf(here)).length === 0);
    await release();
    await append(1);
    expect(await model.waitFor(await headsOf(its.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(model, its.log)).toEqual(await expectedTallies(its.log));
    expect(await leftOf(here)).toEqual([]);
  }, 60_000);

  it("leaves nothing when it is called off after the other has died", async () => {
    const here = await make();
    const { append, model } = await onlooker(here);
    await append(0);
    const release = await readForLong(here);
    const child = otherProcess(here);
    await model.rebuild();
    await eventually("the other has built it", async () => (await model.rebuilding())?.done === 20, 20_000);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await model.callOffRebuild()).toBe(true);
    expect(await leftOf(here)).toEqual([]);
    await release();
  }, 60_000);

  it("is cleared away by the next process, where the last one died before it could", async () => {
    const here = await make();
    const { its } = await onlooker(here);
    const { building } = its.rowsOf(tally);
    const [gone, wanted] = [await building.beginAnew(), (await building.callOff()) ?? 0];
    expect(gone).toBe(wanted);
    // As one does that had not heard yet.
    const late = generationOf(tableOf(tally), gone);
    await building.beside(gone).prepare();
    await its.leases.tend({ subscription: late, owner: "01890a5d-ac96-774b-bcce-b302099a8057" }, 4);
    await its.checkpoints.claim(late, new Map([[0, 1]]), its.log.incarnation);
    expect(await leftOf(here)).toEqual(expect.arrayContaining([`table ${late}`, "checkpoint", "lease", "follower"]));
    const successor = await following(its);
    await eventually("nothing is left", async () => (await leftOf(here)).length === 0);
    await successor.stop();
  });

  it("keeps what is under way when it clears away", async () => {
    const here = await make();
    const { its } = await onlooker(here);
    const { building } = its.rowsOf(tally);
    const generation = await building.beginAnew();
    await building.beside(generation).prepare();
    await building.clearLeft();
    expect(await leftOf(here)).toEqual([`table ${generationOf(tableOf(tally), generation)}`]);
  });

  it("is not called off once it is being swapped", async () => {
    const here = await make();
    const { its } = await onlooker(here);
    const { building } = its.rowsOf(tally);
    const generation = await building.beginAnew();
    await building.beside(generation).prepare();
    const release = await readForLong(here);
    const swapping = building.swap(generation);
    const [sql] = here.pools;
    const waiting = () => sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%swap_read_model%'`;
    await eventually("the swap waits for the reader", async () => (await waiting()).length > 0);
    const callingOff = building.callOff();
    await release();
    expect([await swapping, await callingOff]).toEqual([true, null]);
  });
});
