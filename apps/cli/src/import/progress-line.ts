import type { Clock } from "@waybill/kernel/clock";
import { PROGRESS_INTERVAL_MS } from "../limits.ts";
import { count } from "./report.ts";
import type { Tally } from "./tally.ts";

/** How far a run has come. */
interface Progress {
  readonly tally: Pick<Tally, "lines" | "orders">;
  readonly bytesRead: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
}

/** `12,345 lines · 980 orders · 1,960 orders/s · 45 % · 6 s left` */
export const progressText = ({ tally, bytesRead, sizeBytes, elapsedMs }: Progress): string => {
  const orders = tally.orders.placed + tally.orders.skipped;
  const share = Math.min(bytesRead / sizeBytes, 1);
  const parts = [`${count(tally.lines)} lines`, `${count(orders)} orders`];
  if (elapsedMs > 0) parts.push(`${count(Math.round((orders * 1000) / elapsedMs))} orders/s`);
  parts.push(`${Math.floor(share * 100)} %`);
  if (share > 0) parts.push(`${duration((elapsedMs / share - elapsedMs) / 1000)} left`);
  return parts.join(" · ");
};

const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  return whole < 100 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
};

/** Where a progress line is drawn. */
export interface ProgressTerminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** A piece of work whose progress can be seen. */
interface WatchedWork<T> {
  readonly terminal: ProgressTerminal;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** How far it has come now. */
  state(): Omit<Progress, "elapsedMs">;
  work(): Promise<T>;
}

/** One line that changes in place while `work` runs, and is gone afterwards. Where nobody watches (a file, a pipe) nothing is written. */
export const withProgressLine = async <T>({ terminal, clock, state, work }: WatchedWork<T>): Promise<T> => {
  if (terminal.isTTY !== true) return work();
  const begunMs = clock.monotonicMs();
  const draw = (): void => {
    const text = progressText({ ...state(), elapsedMs: clock.monotonicMs() - begunMs });
    // One column short of the edge: a full line would wrap and be left behind. Some terminals say they have none.
    terminal.write(`\r\x1b[2K${text.slice(0, (terminal.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, PROGRESS_INTERVAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    terminal.write("\r\x1b[2K");
  }
};
