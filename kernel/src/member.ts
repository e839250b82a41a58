import type { AskTarget } from "./ask.ts";
import type { Hearer } from "./saga-hearing.ts";
import type { Timekeeper } from "./timekeeper.ts";

/** What a context at work brings to where contexts meet; the composition root lets them. */
export interface Member {
  /** What others, and its own sagas, may ask of it; null when nobody asks. */
  readonly target: AskTarget | null;
  /** All sagas of its log, with what they hear. */
  readonly sagas: readonly Hearer[];
  /** Aggregates of its log that set timers, beside the sagas. */
  readonly timekeepers: readonly Timekeeper[];
  /** Raised when what its timekeepers say of its events changes: the timers are then kept anew. */
  readonly timersVersion: number;
}
