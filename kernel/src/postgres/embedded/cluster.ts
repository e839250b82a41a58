import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, giveTo, spawnAs } from "./account.ts";
import { EmbeddedPostgresError } from "./error.ts";
import type { Installation } from "./installation.ts";
import { limits } from "./limits.ts";
import { isAlive } from "./pid-file.ts";

/** The user that initdb makes: it may do everything, so only this launcher connects as it. */
export const superuser = "postgres";

const draftPrefix = "initialising-";
const draftName = new RegExp(`^${draftPrefix}(\\d+)-`);
const passwordFile = "waybill.password";

/** What stands in the data folder at `clusterDir`. */
export const clusterVersion = async (clusterDir: string): Promise<"absent" | "unknown" | number> => {
  const entries = await readdir(clusterDir).catch((error: NodeJS.ErrnoException) => {
    // Anything else, a disk that fails or a folder that is closed to us, must not look like a first start.
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (entries.length === 0) return "absent";
  const text = await readFile(join(clusterDir, "PG_VERSION"), "utf8").catch(() => "");
  return Number.parseInt(text, 10) || "unknown";
};

/** @throws EmbeddedPostgresError DataFolderIsOfAnotherVersion, DataFolderIsNotADatabase */
export const requireVersion = (found: "unknown" | number, { majorVersion }: Installation, clusterDir: string): void => {
  if (found === majorVersion) return;
  if (found === "unknown")
    throw new EmbeddedPostgresError(
      "DataFolderIsNotADatabase",
      `${clusterDir} holds something that is not a PostgreSQL database (no PG_VERSION in it). Nothing was touched.\nMove it away, or choose another data folder.`,
    );
  throw new EmbeddedPostgresError(
    "DataFolderIsOfAnotherVersion",
    `The database in ${clusterDir} was made by PostgreSQL ${found}; this is PostgreSQL ${majorVersion}, which cannot read it. Nothing was touched.\n` +
      `Dump it with PostgreSQL ${found} (pg_dump) and load it into a new data folder, or choose another data folder.`,
  );
};

export interface NewCluster {
  readonly dataDir: string;
  readonly installation: Installation;
  readonly account: Account;
  /** Whether it must survive a power cut from here on. */
  readonly durable: boolean;
}

/**
 * Makes a new database cluster at `dataDir/cluster`. It is drafted beside it and renamed when it is complete and on disk,
 * so a cluster that is there is whole, however many starts race or are killed: the first to rename wins, and what the
 * others leave is removed by `removeDrafts`.
 * @throws EmbeddedPostgresError DidNotStart
 */
export const initialise = async ({ dataDir, installation, account, durable }: NewCluster): Promise<void> => {
  const draftDir = await mkdtemp(join(dataDir, `${draftPrefix}${process.pid}-`));
  const [draft, target, password] = [join(draftDir, "cluster"), join(dataDir, "cluster"), join(draftDir, passwordFile)];
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(password, randomBytes(24).toString("base64url"), { mode: 0o600, flush: durable });
    for (const path of [draftDir, draft, password]) await giveTo(account, path);
    await runInitdb(installation, account, [
      ...["-D", draft, "-U", superuser, `--pwfile=${password}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
      // The C locale knows upper and lower case of ASCII only. Version 17 brought one of all Unicode that no operating system can change.
      ...(installation.majorVersion >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
      ...(durable ? [] : ["--no-sync"]),
    ]);
    await rename(password, join(draft, passwordFile));
    if (durable) await syncFolder(draft);
    await rename(draft, target);
    if (durable) await syncFolder(dataDir);
  } catch (error) {
    // Another start may have won and removed our draft.
    if ((await clusterVersion(target)) === "absent") throw error;
  } finally {
    await rm(draftDir, { recursive: true, force: true });
  }
};

/** Removes what killed initialisations left, but nothing that another start is still writing, whose initdb would crash. */
export const removeDrafts = async (dataDir: string): Promise<void> => {
  for (const entry of await readdir(dataDir)) {
    const [, maker] = draftName.exec(entry) ?? [];
    if (maker === undefined || (isAlive(Number(maker)) && (await isRecent(join(dataDir, entry))))) continue;
    // The initdb of a process that was killed just now may still be writing: then the next start removes the rest.
    await rm(join(dataDir, entry), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
};

/** The pid in a draft's name may be another process's by now; no initialisation lasts longer than this. */
const isRecent = async (draftDir: string): Promise<boolean> => {
  const { mtimeMs } = await stat(draftDir).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < limits.initialiseMs;
};

export const readPassword = (clusterDir: string): Promise<string> => readFile(join(clusterDir, passwordFile), "utf8");

const runInitdb = ({ initdb, environment }: Installation, account: Account, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawnAs(account, [initdb, ...args], {
      cwd: "/",
      env: { ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limits.initialiseMs,
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    const fail = (cause: string): void =>
      reject(new EmbeddedPostgresError("DidNotStart", `The database could not be prepared (${cause}):\n${output.trim()}`));
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => (code === 0 ? resolve() : fail(`initdb ended with ${signal ?? code}`)));
  });

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
