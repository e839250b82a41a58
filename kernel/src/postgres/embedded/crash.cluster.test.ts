import { constants } from "node:fs";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { spawnEmbedded, startEmbeddedProcess } from "../../testing/embedded-process.ts";
import { makeTestFolder, serverProcesses } from "../../testing/postgres-cluster.ts";
import { startEmbeddedPostgres } from "../embedded.ts";
import type { EmbeddedPostgresError } from "./error.ts";
import { readPidFile, servesCluster } from "./pid-file.ts";

/** A database with one row, stopped, from which each test takes a copy: making it anew would take most of the time. */
let original: string;
let dataDir: string;
let clusterDir: string;
beforeAll(async () => {
  original = await makeTestFolder();
  const database = await startEmbeddedPostgres({ dataDir: original });
  await query(database.url, "create table kept as select 1 as n");
  await database.stop();
});
afterAll(() => rm(original, { recursive: true }));
beforeEach(async () => {
  dataDir = await makeTestFolder();
  clusterDir = join(dataDir, "cluster");
});
afterEach(() => rm(dataDir, { recursive: true, maxRetries: 5 }));

const takeCopy = (): Promise<void> => cp(original, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });

const query = async (url: string, text: string): Promise<unknown> => {
  const sql = postgres(url, { max: 1 });
  const rows = await sql.unsafe(text);
  await sql.end();
  return [...rows];
};

const serverPid = async (): Promise<number> => (await readPidFile(clusterDir))!.pid;

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(5);
};

describe("a start after the process was killed", () => {
  it("stops the server that was left running, and finds what was committed", async () => {
    await takeCopy();
    const first = await startEmbeddedProcess({ dataDir });
    await query(first.words, "insert into kept values (2)");
    const orphan = await serverProcesses(await serverPid());
    await first.end("SIGKILL");
    expect(await servesCluster(orphan[0]!, clusterDir)).toBe(true);

    const said: string[] = [];
    const second = await startEmbeddedPostgres({ dataDir, log: (line) => said.push(line) });
    expect(said[0]).toContain("stopped the database server that an earlier process had left running");
    for (const pid of orphan) expect(await servesCluster(pid, clusterDir)).toBe(false);
    expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }, { n: 2 }]);
    await second.stop();
  });

  it("recovers what was committed when the server was killed too", async () => {
    await takeCopy();
    const first = await startEmbeddedProcess({ dataDir });
    await query(first.words, "insert into kept values (2)");
    const pids = await serverProcesses(await serverPid());
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await first.end("SIGKILL");

    const said: string[] = [];
    const second = await startEmbeddedPostgres({ dataDir, log: (line) => said.push(line) });
    expect(said[0]).toContain("was not shut down; recovering it");
    expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }, { n: 2 }]);
    await second.stop();
  });

  it("is not deceived by another process that has the server's pid by now", async () => {
    await takeCopy();
    const first = await startEmbeddedProcess({ dataDir });
    const pidFile = await readFile(join(clusterDir, "postmaster.pid"), "utf8");
    await first.end("SIGTERM");
    await writeFile(join(clusterDir, "postmaster.pid"), pidFile.replace(/^\d+/, String(process.ppid)));

    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
    await second.stop();
  });

  it("does again what was half done when the first start was killed", async () => {
    const first = spawnEmbedded({ dataDir });
    await until(async () => (await readdir(dataDir, { recursive: true })).some((name) => name.endsWith("pg_xact")));
    const [, ...initdb] = await serverProcesses(first.pid!);
    first.kill("SIGKILL");
    for (const pid of initdb) process.kill(pid, "SIGKILL");
    expect(await readdir(dataDir)).toEqual([expect.stringMatching(/^initialising-/)]);

    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, "select current_database() as name")).toEqual([{ name: "waybill" }]);
    await second.stop();
    expect(await readdir(dataDir)).toEqual(["cluster", "postgres.log"]);
  });
});

describe("starts that race", () => {
  it("on a new folder end with one owner, one server and one whole database", async () => {
    const processes = await Promise.all([1, 2, 3].map(() => startEmbeddedProcess({ dataDir })));
    expect(processes.map(({ outcome }) => outcome).sort()).toEqual(["DataFolderIsInUse", "DataFolderIsInUse", "ready"]);
    const owner = processes.find(({ outcome }) => outcome === "ready")!;
    expect(await query(owner.words, "select current_user::text as name")).toEqual([{ name: "waybill" }]);
    const pids = await serverProcesses(await serverPid());
    await owner.end("SIGTERM");
    for (const pid of pids) expect(await servesCluster(pid, clusterDir)).toBe(false);
  });

  it("to the same millisecond on a database that is there end with one owner", async () => {
    await takeCopy();
    const starts = await Promise.allSettled([1, 2, 3].map(() => startEmbeddedPostgres({ dataDir })));
    const [owner, ...others] = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
    expect(others).toEqual([]);
    const refusals = starts.flatMap((start) => (start.status === "rejected" ? [start.reason] : []));
    expect(refusals).toEqual(Array(2).fill(expect.objectContaining({ code: "DataFolderIsInUse" })));
    expect(await query(owner!.url, "select n from kept")).toEqual([{ n: 1 }]);
    await owner!.stop();
  });
});

describe("the owner of an embedded PostgreSQL", () => {
  it("is told when the server dies", async () => {
    await takeCopy();
    const lost = Promise.withResolvers<EmbeddedPostgresError>();
    const database = await startEmbeddedPostgres({ dataDir, onLost: lost.resolve });
    process.kill(await serverPid(), "SIGKILL");
    expect(await lost.promise).toMatchObject({ code: "WasLost" });
    await database.stop();
    const next = await startEmbeddedPostgres({ dataDir });
    expect(await query(next.url, "select n from kept")).toEqual([{ n: 1 }]);
    await next.stop();
  });

  it("takes the server with it when it exits without a word", async () => {
    await takeCopy();
    const owner = await startEmbeddedProcess({ dataDir });
    const pid = await serverPid();
    await owner.end("SIGHUP");
    await until(async () => !(await servesCluster(pid, clusterDir)));
    expect(await readPidFile(clusterDir)).toBeNull();
  });
});
