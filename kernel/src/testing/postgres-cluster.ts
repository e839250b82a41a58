import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { chooseAccount, giveTo } from "../postgres/embedded/account.ts";
import { appName, ensureAppDatabase } from "../postgres/embedded/app-database.ts";
import { initialise, readPassword, superuser } from "../postgres/embedded/cluster.ts";
import { freePort } from "../postgres/embedded/free-port.ts";
import { connectAsSuperuser, urlOf } from "../postgres/embedded/ownership.ts";
import { isAlive, readPidFile, servesCluster } from "../postgres/embedded/pid-file.ts";
import { launchPostmaster, type Postmaster, type ServerPlan, sendSignal, shutDown, untilReady } from "../postgres/embedded/postmaster.ts";
import { durableSettings, privateSettings, type Settings } from "../postgres/embedded/settings.ts";
import { type PromisedVersion, testInstallation } from "./postgres-versions.ts";

export interface TestClusterOptions {
  readonly version: PromisedVersion;
  /** Over those that make commits durable, which are on unless named here. */
  readonly settings?: Settings;
}

/** A PostgreSQL of a test's own, in a temporary folder, to be killed and restarted at will. Use it with `await using`. */
export interface TestCluster extends AsyncDisposable {
  readonly version: PromisedVersion;
  /** As the user `waybill`, who is no superuser, of its database `waybill`. The same after a restart. */
  readonly url: string;
  /** As superuser, of the database `postgres`. */
  readonly superuserUrl: string;
  /** SIGKILL to every process of the server; resolves when all have gone. */
  kill(): Promise<void>;
  /** Starts it again, after stopping it if it runs; resolves when it accepts connections. */
  restart(): Promise<void>;
  /** Stops it for good and removes its folder. */
  stop(): Promise<void>;
}

/** Long enough for a recovery after `kill` on a busy machine. */
const startMs = 60_000;

const folderPrefix = "waybill-test-";
const folderOfRun = new RegExp(`^${folderPrefix}(\\d+)-`);

/**
 * Where test databases lie: in memory if there is room, so that they wait for no disk and fsync stays on. What is
 * committed survives any kill there, which is all that a test can try; a power cut it would not.
 */
const testRoot = async (): Promise<string> => {
  const memory = await statfs("/dev/shm").catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > roomBytes ? "/dev/shm" : tmpdir();
};

/** Enough for both shared servers and a few private ones, each of 40 MB and its write-ahead log. */
const roomBytes = 4 * 1024 ** 3;

/** A temporary folder that is removed, with what runs in its `cluster`, by the next test run, should this one be killed. */
export const makeTestFolder = async (): Promise<string> => mkdtemp(join(await testRoot(), `${folderPrefix}${process.pid}-`));

export const startTestCluster = async ({ version, settings = {} }: TestClusterOptions): Promise<TestCluster> => {
  const installation = await testInstallation(version);
  const dataDir = await makeTestFolder();
  const clusterDir = join(dataDir, "cluster");
  const account = await chooseAccount(dataDir, clusterDir, installation);
  await giveTo(account, dataDir);
  await initialise({ dataDir, installation, account, durable: false });
  const plan: ServerPlan = {
    ...{ installation, account, clusterDir, logFile: join(dataDir, "postgres.log"), port: await freePort() },
    settings: { shared_buffers: "64MB", max_connections: "400", ...durableSettings, ...privateSettings, ...settings },
  };
  const address = { port: plan.port, password: await readPassword(clusterDir) };
  let postmaster = await start(plan);
  const sql = connectAsSuperuser(address);
  await ensureAppDatabase(sql, address.password);
  await sql.end();

  const end = () => shutDown(postmaster.pid, postmaster.hasEnded);
  const stop = async (): Promise<void> => {
    // A killed server leaves shared memory behind, which the next one on its folder gives back.
    if (postmaster.hasEnded()) postmaster = await start(plan);
    await end();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    version,
    url: urlOf(address, appName, appName),
    superuserUrl: urlOf(address, superuser, "postgres"),
    kill: () => killAll(postmaster),
    restart: async () => {
      await end();
      postmaster = await start(plan);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};

/** Ends the servers, and removes the folders, of test runs that were killed before they could. */
export const sweepDeadClusters = async (): Promise<void> => {
  const root = await testRoot();
  for (const entry of await readdir(root)) {
    const [, runner] = folderOfRun.exec(entry) ?? [];
    if (runner === undefined || isAlive(Number(runner))) continue;
    const clusterDir = join(root, entry, "cluster");
    const server = await readPidFile(clusterDir);
    if (server !== null) await shutDown(server.pid, async () => !(await servesCluster(server.pid, clusterDir)));
    await rm(join(root, entry), { recursive: true, force: true, maxRetries: 3 });
  }
};

const start = async (plan: ServerPlan): Promise<Postmaster> => {
  const postmaster = await launchPostmaster(plan);
  const failure = await untilReady(postmaster, performance.now() + startMs);
  if (failure === null) return postmaster;
  await shutDown(postmaster.pid, postmaster.hasEnded);
  throw new Error(`PostgreSQL ${plan.installation.version} did not start in ${plan.clusterDir}:\n${failure}`);
};

const killAll = async ({ pid, clusterDir }: Postmaster): Promise<void> => {
  const pids = await serverProcesses(pid);
  for (const each of pids) sendSignal(each, "SIGKILL");
  for (const each of pids) while (await servesCluster(each, clusterDir)) await sleep(10);
};

/** The pids of a server: the postmaster's, and those of its children at the moment. */
export const serverProcesses = async (postmasterPid: number): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return [postmasterPid, ...rows.flatMap(([child, parent]) => (child !== undefined && parent === postmasterPid ? [child] : []))];
};
