import { systemClock } from "@waybill/kernel/clock";

/** What a command may touch of the process it runs in; tests bring their own. */
export interface Terminal {
  /** Answers: what a program may read. */
  readonly stdout: { write(text: string): unknown };
  /** All that is meant for a person. */
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };
  /** Calls `stop` on Ctrl-C or SIGTERM, once; a later one ends the process at once. Returns how to let go. */
  onStop(stop: () => void): () => void;
}

/** A Ctrl-C under `npm run` comes twice, from the terminal and from npm: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;

export const processTerminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  onStop(stop) {
    let stoppedAtMs: number | null = null;
    const listener = (): void => {
      const nowMs = systemClock.monotonicMs();
      if (stoppedAtMs !== null && nowMs - stoppedAtMs > SAME_SIGNAL_MS) process.exit(1);
      if (stoppedAtMs !== null) return;
      stoppedAtMs = nowMs;
      stop();
    };
    process.on("SIGINT", listener).on("SIGTERM", listener);
    return () => {
      process.off("SIGINT", listener).off("SIGTERM", listener);
    };
  },
};
