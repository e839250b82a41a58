import { StoreUnavailable } from "../checkpoint.ts";
import { inTime } from "../in-time.ts";
import { limits } from "../limits.ts";

/**
 * Runs `work`; a failure that the same work may not meet later is thrown as `StoreUnavailable`, any other as it came. So is having
 * waited for `limits.logPatienceMs`: the driver waits for ever where a connection is accepted and then forgotten. What was given up
 * may still happen, and whoever tries again must find out: leases and checkpoints do, by epoch and position.
 */
export const orUnavailable = <T>(work: () => PromiseLike<T>): Promise<T> =>
  inTime(
    judged(work),
    limits.logPatienceMs,
    () => new StoreUnavailable(`PostgreSQL has not answered for ${limits.logPatienceMs / 1000} s`),
  );

const judged = async <T>(work: () => PromiseLike<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw isPassing(error) ? unavailable(error) : error;
  }
};

const unavailable = (error: unknown): StoreUnavailable =>
  new StoreUnavailable(error instanceof Error ? error.message : "PostgreSQL", { cause: error });

/**
 * Whether the failure lies in the connection or the server's state rather than in what was asked: codes of the driver and of
 * the operating system, and PostgreSQL's classes 08 (connection), 25006 (a standby, while another server takes over), 25P03 and
 * 25P04 (session or transaction timed out), 40 (serialisation, deadlock), 53 (no room, no connections), 55P03 (lock not free),
 * 57 (shutdown, crash, cancelled), 58 (I/O).
 */
const isPassing = (error: unknown): boolean => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:CONNECTION_|CONNECT_TIMEOUT|E(?!RR_)[A-Z_]{3,}$|(?:08|40|53|57|58)...$|25006|25P0[34]|55P03)/.test(code);
};
