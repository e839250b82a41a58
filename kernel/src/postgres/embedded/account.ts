import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { EmbeddedPostgresError } from "./error.ts";
import type { Installation } from "./installation.ts";

/** As whom PostgreSQL runs. It refuses to run as root, rightly: whoever breaks into it must not have the machine. */
export type Account =
  /** As ourselves, who are not root. */
  | { readonly kind: "ourselves" }
  /** As ourselves, who are root, in a user namespace where we are somebody else: files stay root's, so any folder will do. */
  | { readonly kind: "namespace" }
  /** As another user of this machine, who must be able to reach the folder and the programs. */
  | { readonly kind: "user"; readonly name: string; readonly uid: number; readonly gid: number };

const ourselves: Account = { kind: "ourselves" };
const namespace: Account = { kind: "namespace" };

/** Users without rights that machines have, the most fitting first: PostgreSQL's own, that of Node's images, nobody. */
const unprivilegedNames = ["postgres", "node", "nobody"];

/**
 * The account that can run `installation` on a database in `dataDir`, which exists; `clusterDir` may exist already.
 * @throws EmbeddedPostgresError NoUserToRunAs, DataFolderBelongsToAnother
 */
export const chooseAccount = async (dataDir: string, clusterDir: string, installation: Installation): Promise<Account> => {
  const uid = process.geteuid?.() ?? 0;
  const owner = await stat(clusterDir).catch(() => null);
  if (uid !== 0) {
    if (owner !== null && owner.uid !== uid) throw belongsToAnother(dataDir, owner.uid);
    if (!(await isOurs(dataDir))) throw belongsToAnother(dataDir, (await stat(dataDir)).uid);
    return ourselves;
  }
  if (owner !== null && owner.uid !== 0) return { kind: "user", name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  if (await canRun(namespace, installation)) return namespace;
  const user = owner === null ? await userThatReaches(dirname(dataDir), installation) : null;
  if (user !== null) return user;
  throw new EmbeddedPostgresError(
    "NoUserToRunAs",
    `PostgreSQL refuses to run as root, user namespaces are not allowed here, and no user of this machine (${unprivilegedNames.join(", ")}) can reach both ${dataDir} and ${installation.postgres}.\n` +
      "Start Waybill as an ordinary user, or choose a data folder that such a user can reach, or set DATABASE_URL to use a PostgreSQL of your own.",
  );
};

/** Starts a program as `account`; the child's pid is the program's own. */
export const spawnAs = (account: Account, [program, ...args]: readonly [string, ...string[]], options: SpawnOptions): ChildProcess => {
  switch (account.kind) {
    case "ourselves":
      return spawn(program, args, options);
    case "namespace":
      return spawn("unshare", ["--user", "--map-user=1000", program, ...args], options);
    case "user":
      return spawn(program, args, { ...options, uid: account.uid, gid: account.gid });
  }
};

/** Makes `account` the owner of `path`, where that is not so already. */
export const giveTo = async (account: Account, path: string): Promise<void> => {
  if (account.kind === "user") await chown(path, account.uid, account.gid);
};

const isOurs = (dataDir: string): Promise<boolean> =>
  access(dataDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

const userThatReaches = async (folder: string, installation: Installation): Promise<Account | null> => {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  for (const wanted of unprivilegedNames) {
    const [name, , uid, gid] = lines.find(([entry]) => entry === wanted) ?? [];
    if (name === undefined || !Number(uid)) continue;
    const user: Account = { kind: "user", name, uid: Number(uid), gid: Number(gid) };
    if ((await canEnter(user, folder)) && (await canRun(user, installation))) return user;
  }
  return null;
};

const canRun = (account: Account, { postgres, environment }: Installation): Promise<boolean> =>
  succeeds(spawnAs(account, [postgres, "--version"], { stdio: "ignore", cwd: "/", env: { ...environment } }));

const canEnter = (account: Account, folder: string): Promise<boolean> =>
  succeeds(spawnAs(account, ["/bin/sh", "-c", 'test -x "$0"', folder], { stdio: "ignore", cwd: "/" }));

const succeeds = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });

const belongsToAnother = (dataDir: string, uid: number): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "DataFolderBelongsToAnother",
    `The data folder ${dataDir} is not ours to use: it belongs to the user with uid ${uid}${uid === 0 ? " (root)" : ""}.\n` +
      "Start Waybill as that user, choose another data folder, or give the folder to yourself with chown -R.",
  );
