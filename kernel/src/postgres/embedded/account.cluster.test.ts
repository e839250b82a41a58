import { execFile } from "node:child_process";
import { chmod, chown, cp, lstat, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedProcess } from "../../testing/embedded-process.ts";
import { makeTestFolder } from "../../testing/postgres-cluster.ts";
import { startEmbeddedPostgres } from "../embedded.ts";
import { chooseAccount } from "./account.ts";
import { type Installation, npmInstallation } from "./installation.ts";
import { linkLibraries } from "./library-links.ts";

/** `nobody` on Linux. */
const nobody = 65534;
const isRoot = process.geteuid?.() === 0;

/** Whether `nobody` can read this checkout: not one under /root. */
const nobodyReadsThis =
  isRoot &&
  (await promisify(execFile)(process.execPath, ["--version"], { uid: nobody, gid: nobody, cwd: import.meta.dirname }).then(
    () => true,
    () => false,
  ));

let folder: string;
let installation: Installation;
beforeEach(async () => {
  folder = await makeTestFolder();
  await chmod(folder, 0o755);
  installation = await npmInstallation(join(folder, "libraries"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the account that PostgreSQL runs as", () => {
  it.runIf(nobodyReadsThis)("is ourselves when we are not root", async () => {
    const dataDir = join(folder, "data");
    await chown(folder, nobody, nobody);
    const first = await startEmbeddedProcess({ dataDir, uid: nobody });
    expect(first).toMatchObject({ outcome: "ready" });
    await first.end("SIGTERM");
    expect((await stat(join(dataDir, "cluster"))).uid).toBe(nobody);
  });

  it.runIf(isRoot)("is root in a namespace, whose files stay root's", async () => {
    const dataDir = join(folder, "data");
    const database = await startEmbeddedPostgres({ dataDir });
    await database.stop();
    expect((await stat(join(dataDir, "cluster", "PG_VERSION"))).uid).toBe(0);
  });

  it.runIf(nobodyReadsThis)("is a user without rights where namespaces are not allowed", async () => {
    const dataDir = join(folder, "data");
    const withoutUnshare = { ...installation, environment: { ...installation.environment, PATH: "/nowhere" } };
    const account = await chooseAccount(dataDir, join(dataDir, "cluster"), withoutUnshare);
    if (account.kind !== "user") throw new Error(`chose ${account.kind}`);
    const first = await startEmbeddedPostgres({ dataDir, account });
    await first.stop();
    expect((await stat(join(dataDir, "cluster"))).uid).toBe(account.uid);

    // From now on the folder is that user's, namespaces or not.
    const second = await startEmbeddedPostgres({ dataDir });
    const sql = postgres(second.url, { max: 1 });
    expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
    await sql.end();
    await second.stop();
  });

  it.runIf(isRoot)("is nobody when none can reach the folder, which is said in words", async () => {
    await chmod(folder, 0o700);
    const withoutUnshare = { ...installation, environment: { ...installation.environment, PATH: "/nowhere" } };
    const choice = chooseAccount(join(folder, "data"), join(folder, "data", "cluster"), withoutUnshare);
    await expect(choice).rejects.toMatchObject({
      code: "NoUserToRunAs",
      message: expect.stringContaining("Start Waybill as an ordinary user"),
    });
  });

  it.runIf(nobodyReadsThis)("is not made to take a folder that belongs to somebody else", async () => {
    const dataDir = join(folder, "data");
    await (await startEmbeddedPostgres({ dataDir })).stop();
    for (const mode of [0o700, 0o755]) {
      await chmod(dataDir, mode);
      expect(await startEmbeddedProcess({ dataDir, uid: nobody })).toMatchObject({ outcome: "DataFolderBelongsToAnother" });
    }
  });
});

describe("the links between the libraries", () => {
  // Not in the test folder: nothing may be executed in memory on some machines.
  let packageDir: string;
  beforeEach(async () => {
    packageDir = await mkdtemp(join(tmpdir(), "waybill-package-"));
    await chmod(packageDir, 0o755);
  });
  afterEach(() => rm(packageDir, { recursive: true }));
  const copyWithoutLinks = async (): Promise<string> => {
    const nativeDir = join(packageDir, "native");
    const isFile = async (path: string): Promise<boolean> => !(await lstat(path)).isSymbolicLink();
    await cp(join(dirname(installation.postgres), ".."), nativeDir, { recursive: true, filter: isFile });
    return nativeDir;
  };

  it("are made in the package when install scripts were off", async () => {
    const nativeDir = await copyWithoutLinks();
    const before = await readdir(join(nativeDir, "lib"));
    expect(await linkLibraries(nativeDir, join(folder, "spare"))).toBeNull();
    expect((await readdir(join(nativeDir, "lib"))).length).toBeGreaterThan(before.length);
    expect(await linkLibraries(nativeDir, join(folder, "spare"))).toBeNull();
    await promisify(execFile)(join(nativeDir, "bin", "initdb"), ["--version"], { env: {} });
  });

  it.runIf(nobodyReadsThis)("are made in the data folder when the package is not ours to change", async () => {
    const nativeDir = await copyWithoutLinks();
    const dataDir = join(folder, "data");
    await mkdir(dataDir);
    await chown(dataDir, nobody, nobody);
    const first = await startEmbeddedProcess({ dataDir, nativeDir, uid: nobody });
    expect(first).toMatchObject({ outcome: "ready" });
    await first.end("SIGTERM");
    expect(await readdir(join(dataDir, "libraries"))).toContain("libpq.so.5");
  });
});
