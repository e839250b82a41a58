import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedProcess } from "../../testing/embedded-process.ts";
import { makeTestFolder, serverProcesses } from "../../testing/postgres-cluster.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded.ts";
import type { EmbeddedPostgresError } from "./error.ts";
import { readPidFile, servesCluster } from "./pid-file.ts";

describe("the embedded PostgreSQL", () => {
  let folder: string;
  let dataDir: string;
  let clusterDir: string;
  let database: EmbeddedPostgres;
  let sql: postgres.Sql;
  const said: string[] = [];
  const start = async (): Promise<void> => {
    const settings = { fsync: "off", synchronous_commit: "off", listen_addresses: "*", work_mem: "7MB" };
    database = await startEmbeddedPostgres({ dataDir, settings, log: (line) => said.push(line) });
    sql = postgres(database.url, { max: 1 });
  };
  const serverPid = async (): Promise<number> => (await readPidFile(clusterDir))!.pid;

  beforeAll(async () => {
    folder = await makeTestFolder();
    dataDir = join(folder, "a folder that is not there yet", "postgres");
    clusterDir = join(dataDir, "cluster");
    await start();
    await sql`create table kept as select 1 as n`;
  });
  afterAll(async () => {
    await sql.end();
    await database.stop();
    await rm(folder, { recursive: true });
  });

  it("says what it is doing", () => {
    expect(said[0]).toContain("preparing the database");
    expect(said[1]).toMatch(/database ready after \d+\.\d\d s \(PostgreSQL 18\.\d+ in /);
    expect(database.version).toMatch(/^18\.\d+$/);
  });

  it("makes commits durable and listens to this machine only, whatever it is told", async () => {
    const rows = await sql<{ name: string; setting: string }[]>`select name, setting from pg_settings`;
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(settings).toMatchObject({ fsync: "on", synchronous_commit: "on", full_page_writes: "on", listen_addresses: "127.0.0.1" });
    expect(settings).toMatchObject({ work_mem: "7168" });
  });

  it("works as an ordinary user on text in any script", async () => {
    expect(await sql`select usesuper from pg_user where usename = current_user`).toEqual([{ usesuper: false }]);
    expect(await sql`select current_setting('server_encoding') as encoding, lower('ÄΩЖ') as lower`).toEqual([
      { encoding: "UTF8", lower: "äωж" },
    ]);
  });

  it("lets nobody in without its password", async () => {
    const url = new URL(database.url);
    for (const password of ["", "guess"]) {
      const stranger = postgres({ host: url.hostname, port: Number(url.port), user: "postgres", database: "postgres", password, max: 1 });
      await expect(stranger`select 1`).rejects.toMatchObject({ code: "28P01" });
      await stranger.end();
    }
  });

  it("is out of reach of Ctrl-C, which is for its owner to act on", async () => {
    const pid = await serverPid();
    const { stdout } = await promisify(execFile)("ps", ["-o", "pgid=", "-p", String(pid)]);
    expect(Number(stdout)).toBe(pid);
  });

  it("refuses a second start while the first lives, says who has it, and leaves it alone", async () => {
    const second = await startEmbeddedProcess({ dataDir });
    expect(second).toMatchObject({ outcome: "DataFolderIsInUse" });
    expect(second.words).toContain(`in use by process ${process.pid} on `);
    expect(await sql`select n from kept`).toEqual([{ n: 1 }]);
  });

  it("keeps its ownership when its connection is cut", async () => {
    const url = new URL(database.url);
    url.username = "postgres";
    const admin = postgres(url.href, { max: 1, database: "postgres" });
    const cut = await admin`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`;
    await admin.end();
    expect(cut.length).toBe(1);
    expect(await startEmbeddedProcess({ dataDir })).toMatchObject({ outcome: "DataFolderIsInUse" });
    expect(await sql`select n from kept`).toEqual([{ n: 1 }]);
  });

  it("stops, leaves nothing running, and starts again with its data", async () => {
    const pids = await serverProcesses(await serverPid());
    expect(pids.length).toBeGreaterThan(4);
    await sql.end();
    await Promise.all([database.stop(), database.stop()]);
    for (const pid of pids) expect(await servesCluster(pid, clusterDir)).toBe(false);
    expect(await readPidFile(clusterDir)).toBeNull();
    await start();
    expect(await sql`select n from kept`).toEqual([{ n: 1 }]);
    expect(await readdir(dataDir)).toEqual(["cluster", "postgres.log"]);
  });
});

describe("the embedded PostgreSQL's data folder", () => {
  const startOn = async (file: string, content: string): Promise<EmbeddedPostgresError> => {
    const dataDir = await makeTestFolder();
    await mkdir(join(dataDir, "cluster"));
    await writeFile(join(dataDir, "cluster", file), content);
    const error = await startEmbeddedPostgres({ dataDir }).catch((error: EmbeddedPostgresError) => error);
    expect(await readdir(dataDir)).toEqual(["cluster"]);
    expect(await readdir(join(dataDir, "cluster"))).toEqual([file]);
    await rm(dataDir, { recursive: true });
    return error as EmbeddedPostgresError;
  };

  it("is refused, untouched, when another major version made it", async () => {
    const error = await startOn("PG_VERSION", "17\n");
    expect(error).toMatchObject({ code: "DataFolderIsOfAnotherVersion" });
    expect(error.message).toContain("made by PostgreSQL 17; this is PostgreSQL 18");
  });

  it("is refused, untouched, when it holds something else", async () => {
    expect(await startOn("thesis.txt", "years of work")).toMatchObject({ code: "DataFolderIsNotADatabase" });
  });
});
