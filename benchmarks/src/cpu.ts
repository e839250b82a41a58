import { readFileSync } from "node:fs";

/** CPU seconds used so far by this process, and by PostgreSQL where it can be seen. */
export interface CpuSeconds {
  readonly node: number;
  /** Null where PostgreSQL runs elsewhere or the system has no /proc. */
  readonly postgres: number | null;
}

export const cpuSeconds = (postmasterPid: number | null): CpuSeconds => {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1e6, postgres: postmasterPid === null ? null : cpuOfTree(postmasterPid) };
};

/** Total of both, in seconds per 1,000 orders, between two readings; null when PostgreSQL's share is unknown. */
export const cpuPerThousand = (before: CpuSeconds, after: CpuSeconds, orders: number): number | null =>
  before.postgres === null || after.postgres === null
    ? null
    : round(((after.node - before.node + after.postgres - before.postgres) / orders) * 1_000, 3);

/** The process, its living children, and those that have ended and were waited for. Linux counts in hundredths of a second. */
const cpuOfTree = (pid: number): number | null => {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return [String(pid), ...children].reduce((sum, process) => sum + cpuOf(process, process === String(pid)), 0);
  } catch {
    return null;
  }
};

const cpuOf = (pid: string, withEndedChildren: boolean): number => {
  try {
    // proc(5): after the name in brackets come state (field 3) …, utime, stime, cutime, cstime are fields 14 to 17.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const ticks = fields.slice(11, withEndedChildren ? 15 : 13).map(Number);
    return ticks.reduce((sum, value) => sum + value, 0) / 100;
  } catch {
    return 0; // It ended between the listing and the reading.
  }
};

export const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));
