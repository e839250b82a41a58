import { readPassword } from "./cluster.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { limits } from "./limits.ts";
import { claimOwnership, connectAsSuperuser } from "./ownership.ts";
import { isAlive, readPidFile, servesCluster } from "./pid-file.ts";
import { shutDown } from "./postmaster.ts";

/** What `postmaster.pid` turned out to mean. */
export type ExistingServer =
  | { readonly kind: "none" }
  /** It crashed, or the machine did. `unrelatedPid` is alive and another process by now. */
  | { readonly kind: "crashed"; readonly unrelatedPid?: number }
  /** It is starting, recovering or stopping: look again. */
  | { readonly kind: "changing"; readonly reason: string }
  | RunningServer;

export interface RunningServer {
  readonly kind: "running";
  readonly pid: number;
  readonly port: number;
}

export const findServer = async (clusterDir: string): Promise<ExistingServer> => {
  const file = await readPidFile(clusterDir);
  if (file === null) return { kind: "none" };
  const { pid, port } = file;
  if (await servesCluster(pid, clusterDir)) {
    const reason = port === 0 ? "it does not listen yet" : await refusalOf(clusterDir, port);
    return reason === null ? { kind: "running", pid, port } : { kind: "changing", reason };
  }
  return isAlive(pid) ? { kind: "crashed", unrelatedPid: pid } : { kind: "crashed" };
};

/**
 * Stops a server that runs without an owner. It is stopped rather than adopted: what its dead owner began (a commit, a
 * lock, a long query) ends with it, and the next has our settings and our log, and tells us when it dies.
 * @throws EmbeddedPostgresError DataFolderIsInUse when it has an owner
 */
export const stopOrphan = async (dataDir: string, clusterDir: string, { pid, port }: RunningServer): Promise<void> => {
  const address = { port, password: await readPassword(clusterDir) };
  const claim = await claimOwnership(address, limits.ownerAbsenceMs, () => undefined);
  if (claim.kind === "held") throw inUse(dataDir, claim.holder);
  claim.ownership.letGo();
  await shutDown(pid, async () => !(await servesCluster(pid, clusterDir)));
  await claim.ownership.close();
};

export const inUse = (dataDir: string, holder: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "DataFolderIsInUse",
    `The database in ${dataDir} is in use by ${holder}.\nStop that process first, or choose another data folder.`,
  );

/** Why the server does not let us in at the moment, or null when it does. */
const refusalOf = async (clusterDir: string, port: number): Promise<string | null> => {
  const sql = connectAsSuperuser({ port, password: await readPassword(clusterDir) });
  try {
    await sql`select 1`;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await sql.end({ timeout: limits.connectSeconds });
  }
};
