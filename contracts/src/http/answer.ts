import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import type { LogPosition } from "@waybill/kernel/position-token";

/** What a route answers. All but `done` are what a command handler may say too, so those are handed on as they are. */
export type Answer = Done | NotDone;

export interface Done {
  readonly kind: "done";
  readonly status: 200 | 201 | 204;
  /** JSON as the route declares it for this status; null without a body. */
  readonly body: unknown;
  /** Of the aggregate, for `ETag`. */
  readonly version?: number;
  /** Of what was created. */
  readonly location?: string;
  /** Where it was recorded, for `Waybill-Position`. */
  readonly written?: LogPosition;
  /** Whether an earlier request with this Idempotency-Key did it. */
  readonly replayed?: boolean;
}

export type NotDone =
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly replayed?: boolean }
  | Extract<CommandOutcome<never, never, never>, { readonly kind: "contended" | "keyReused" | "overloaded" | "unstorable" }>;
