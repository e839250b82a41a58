import { LogUnavailable } from "../event-log.ts";
import { limits } from "../limits.ts";

/**
 * Makes a function that asks PostgreSQL until it answers: the same again while the connection is what fails. Receipts tell of an
 * append that had happened after all, and a read may always be repeated.
 *
 * Nobody is kept for more than `limits.logPatienceMs`: where something between us and PostgreSQL accepts connections and closes or
 * forgets them, the driver would wait for ever. It cannot take back what it was given, so a question that was given up may still
 * be asked when PostgreSQL comes back. Only a few such are allowed while nothing is answered; from then on callers are told at once, but for
 * one now and then that tries: whoever asked nothing any more would not hear that the others are answered.
 * @throws LogUnavailable when no answer came.
 */
export const createUntilAnswered = (): (<T>(ask: () => Promise<T>) => Promise<T>) => {
  /** Since something was answered in time. */
  let abandoned = 0;
  let mayTryAtMs = 0;
  const isToWait = (): boolean => {
    const nowMs = performance.now();
    if (abandoned < limits.abandonedQuestions) return false;
    if (nowMs < mayTryAtMs) return true;
    mayTryAtMs = nowMs + limits.abandonedTryMs;
    return false;
  };
  return (ask) => {
    if (isToWait()) return Promise.reject(new LogUnavailable("the event log has not answered for long"));
    return new Promise((resolve, reject) => {
      const state: Patience = { isOver: false, lastError: undefined };
      const patience = setTimeout(() => {
        state.isOver = true;
        abandoned += 1;
        if (abandoned === limits.abandonedQuestions) mayTryAtMs = performance.now() + limits.abandonedTryMs;
        reject(new LogUnavailable(`the event log has not answered for ${limits.logPatienceMs / 1000} s`, { cause: state.lastError }));
      }, limits.logPatienceMs);
      void again(ask, state)
        .finally(() => {
          clearTimeout(patience);
          abandoned = state.isOver ? Math.max(0, abandoned - 1) : 0;
        })
        .then(resolve, reject);
    });
  };
};

interface Patience {
  isOver: boolean;
  lastError: unknown;
}

const again = async <T>(ask: () => Promise<T>, patience: Patience): Promise<T> => {
  for (let resends = 0; ; resends += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!connectionLost(error)) throw error;
      patience.lastError = error;
      await pause(Math.min(limits.resendPauseMs * 2 ** resends, limits.resendPauseMaxMs));
      if (patience.isOver) throw error;
    }
  }
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Codes of the driver, of the operating system, and PostgreSQL's classes 08 (connection) and 57P (shutdown, crash, starting up), 53300
 * (no connection left) and 25006 (a standby, while another server takes over).
 */
const connectionLost = (error: unknown): boolean => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ENET|EHOST|ETIMEDOUT|08|57P0[1235]|53300|25006)/.test(
    code,
  );
};
