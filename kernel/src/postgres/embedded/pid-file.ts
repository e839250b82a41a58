import { execFile } from "node:child_process";
import { readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a running server says of itself in `postmaster.pid` (PostgreSQL, src/include/utils/pidfile.h). */
export interface PidFile {
  readonly pid: number;
  /** 0 until the server listens. */
  readonly port: number;
  readonly ready: boolean;
}

/** Null when there is no such file, or the server has not finished writing its first line. */
export const readPidFile = async (clusterDir: string): Promise<PidFile | null> => {
  const lines = (await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]) || 0, ready: lines[7]?.trim() === "ready" };
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/**
 * Whether process `pid` serves the database in `clusterDir`, and is not another that was given the same number after a
 * crash or in a new container. PostgreSQL's processes work in their data folder; a zombie has none.
 */
export const servesCluster = async (pid: number, clusterDir: string): Promise<boolean> => {
  if (!isAlive(pid)) return false;
  const folder = await realpath(clusterDir);
  if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === folder;
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.includes(folder);
};
