import { join } from "node:path";
import type { Account } from "./account.ts";
import { appName, ensureAppDatabase } from "./app-database.ts";
import { clusterVersion, initialise, readPassword, removeDrafts, requireVersion } from "./cluster.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { findServer, inUse, stopOrphan } from "./existing-server.ts";
import { freePort } from "./free-port.ts";
import type { Installation } from "./installation.ts";
import { type Address, claimOwnership, type Ownership, urlOf } from "./ownership.ts";
import { launchPostmaster, type Postmaster, shutDown, untilReady } from "./postmaster.ts";
import type { Settings } from "./settings.ts";

/** All that one start knows. */
export interface Home {
  readonly dataDir: string;
  readonly clusterDir: string;
  readonly installation: Installation;
  readonly account: Account;
  readonly settings: Settings;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly log: (line: string) => void;
  readonly onLost: (fault: EmbeddedPostgresError) => void;
}

export type Attempt =
  | { readonly kind: "started"; readonly url: string; readonly stop: () => Promise<void> }
  /** Something passing stood in the way: try again. */
  | { readonly kind: "again"; readonly reason: string };

/** One attempt to have this database running and ours. @throws EmbeddedPostgresError when trying again is of no use */
export const attemptStart = async (home: Home): Promise<Attempt> => {
  const { dataDir, clusterDir, installation, account, log } = home;
  const version = await clusterVersion(clusterDir);
  if (version === "absent") {
    log(`preparing the database in ${dataDir} (first start only)`);
    await initialise({ dataDir, installation, account, durable: true });
  } else requireVersion(version, installation, clusterDir);

  const found = await findServer(clusterDir);
  switch (found.kind) {
    case "changing":
      return { kind: "again", reason: `the server on this folder is starting, recovering or stopping (${found.reason})` };
    case "running":
      await stopOrphan(dataDir, clusterDir, found);
      log("stopped the database server that an earlier process had left running");
      return { kind: "again", reason: "the server that was left running is stopping" };
    case "crashed":
      log("the database was not shut down; recovering it");
      return launch(home, found.unrelatedPid);
    case "none":
      return launch(home);
  }
};

const launch = async (home: Home, unrelatedPid?: number): Promise<Attempt> => {
  const { dataDir, clusterDir, installation, account, settings } = home;
  const port = await freePort();
  const plan = { installation, account, clusterDir, settings, port, logFile: join(dataDir, "postgres.log") };
  const postmaster = await launchPostmaster(unrelatedPid === undefined ? plan : { ...plan, unrelatedPid });
  const failure = await untilReady(postmaster, home.deadlineMs, () => home.log("the database is still starting"));
  if (failure === null) return own(home, postmaster, { port, password: await readPassword(clusterDir) });
  await shutDown(postmaster.pid, postmaster.hasEnded);
  if (passingFailure.test(failure)) return { kind: "again", reason: failure };
  throw new EmbeddedPostgresError("DidNotStart", `PostgreSQL did not start on ${clusterDir}:\n${failure}`);
};

/** Another start was faster, someone took the port, or the children of a killed server are still ending. */
const passingFailure = /lock file "postmaster.pid"|could not create any TCP\/IP sockets|pre-existing shared memory block/;

const own = async (home: Home, postmaster: Postmaster, address: Address): Promise<Attempt> => {
  let ownership: Ownership | undefined;
  const release = async (): Promise<void> => {
    const released = ownership;
    ownership = undefined;
    released?.letGo();
    // The lock is held until the server has gone: a start that comes meanwhile must find it stopping, not orphaned.
    await shutDown(postmaster.pid, postmaster.hasEnded);
    await released?.close();
  };
  const lose = (how: string): void => {
    if (ownership === undefined) return;
    home.onLost(new EmbeddedPostgresError("WasLost", `The database in ${home.dataDir} ${how}`));
    void release();
  };
  try {
    const claim = await claimOwnership(address, 0, () => lose("was taken over by another process."));
    // A start that met our server before we owned it took it for an orphan, and stops it to run its own.
    if (claim.kind === "held") throw inUse(home.dataDir, claim.holder);
    ownership = claim.ownership;
    await removeDrafts(home.dataDir);
    await ensureAppDatabase(ownership.sql, address.password);
  } catch (error) {
    await release();
    throw error;
  }
  void postmaster.ended.then((lastWords) => lose(`ended by itself. Its last words:\n${lastWords}`));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= release();
    return stopped;
  };
  return { kind: "started", url: urlOf(address, appName, appName), stop };
};
