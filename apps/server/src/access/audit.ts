import type { Role } from "@waybill/contracts/http";
import type { Instant } from "@waybill/kernel/clock";

/**
 * Who asked for what over HTTP, from where, and what became of it. Never what was sent: a body may tell of persons, and what it
 * changed is in the events, which are found by `correlation`.
 */
export interface AuditEntry {
  /** A UUID. */
  readonly id: string;
  readonly at: Instant;
  /** Whose data it was about. */
  readonly merchant: string;
  readonly keyId: string;
  /** What the key was called then, and its role. */
  readonly keyName: string;
  readonly role: Role;
  readonly operation: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Where it came from: an address, or of keys that the public holds only the network that it is in. */
  readonly address: string;
  readonly agent: string | null;
  /** Whether it had an Idempotency-Key. */
  readonly isKeyed: boolean;
  readonly status: number;
  /** Of the refusal; null when it was done. */
  readonly code: string | null;
  /** Where it was recorded: the text of `Waybill-Position`. */
  readonly position: string | null;
  /** Whether an earlier request with this Idempotency-Key had done it. */
  readonly isReplayed: boolean;
  /** That of the events that followed from it. */
  readonly correlation: string;
}

/** Which entries: those of one merchant, and of these only the ones that all filters fit. */
export interface AuditFilter {
  readonly merchant: string;
  readonly keyId?: string;
  readonly operation?: string;
  readonly since?: Instant;
}

/** The place of an entry in a list. */
export type AuditPlace = Pick<AuditEntry, "at" | "id">;

/**
 * Where entries are kept. Adapters: `postgres-audit.ts`, `memory-audit.ts`. Every call throws `StoreUnavailable` when it cannot be
 * reached.
 */
export interface AuditStore {
  /** All of them or none; one that is there already is left alone. At most `serverLimits.auditBatch`. */
  add(entries: readonly AuditEntry[]): Promise<void>;
  /** The newest first, of those that are older than the one at `after`. */
  list(filter: AuditFilter, after: AuditPlace | null, limit: number): Promise<readonly AuditEntry[]>;
  /** Lets go of some of those that are older than this; how many: none when all are gone. */
  forgetBefore(at: Instant): Promise<number>;
}
