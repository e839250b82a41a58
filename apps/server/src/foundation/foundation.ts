import type { Checkpoints } from "@waybill/kernel/checkpoint";
import type { EventLog, RecordedEvent } from "@waybill/kernel/event-log";
import type { Leases } from "@waybill/kernel/lease";
import type { Parking } from "@waybill/kernel/parking";
import type { ReadModel, ReadModelRow, ReadModelRows } from "@waybill/kernel/read-model";
import type { KeyVault } from "@waybill/kernel/sealed";
import type { DueTimers, Timer, TimerEvent } from "@waybill/kernel/timer";
import type { Kysely } from "kysely";
import type { AuditStore } from "../access/audit.ts";
import type { KeyStore } from "../access/key.ts";

/** What everything is kept in. Adapters: `postgres-foundation.ts`, `memory-foundation.ts`. */
export interface Foundation {
  /** In words, for the person who starts it. */
  readonly description: string;
  readonly keys: KeyStore;
  readonly audit: AuditStore;
  readonly keyVault: KeyVault;
  /** What one context keeps, made or updated to what this code knows. */
  openContext(name: string): Promise<ContextStore>;
  /** Resolves when the database answers. */
  reach(): Promise<void>;
  /** Lets go of connections, and of the database where it is ours. */
  stop(): Promise<void>;
}

/** What one context keeps. */
export interface ContextStore {
  readonly log: EventLog;
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
  /** What could not be handled in this context. */
  readonly parking: Parking;
  /** The rows of a read model, and the questions that can be asked of them. */
  /** The running timers of its log. `version` is raised when what the context says of timers changes. */
  timers(version: number): KeptTimers;
  keep<Event, Row extends ReadModelRow, Queries>(declared: KeptReadModel<Event, Row, Queries>): Kept<Row, Queries>;
}

/** A read model as a context declares it: what it is, and how it is asked on each foundation. */
export interface KeptReadModel<Event, Row extends ReadModelRow, Queries> {
  readonly model: ReadModel<Event, Row>;
  /** A recorded event as the context speaks of it today. */
  readonly decode: (recorded: RecordedEvent) => Event;
  readonly onPostgres: (database: Kysely<unknown>) => Queries;
  readonly inMemory: (rows: () => readonly Row[]) => Queries;
}

export interface KeptTimers {
  readonly model: ReadModel<TimerEvent, Timer>;
  readonly rows: ReadModelRows<Timer>;
  readonly timers: DueTimers;
}

export interface Kept<Row, Queries> {
  readonly rows: ReadModelRows<Row>;
  readonly queries: Queries;
}
