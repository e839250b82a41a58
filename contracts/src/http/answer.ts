import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import type { LogPosition } from "@waybill/kernel/position-token";

/** What a route answers. */
export type Answer = PrintedDocument | Streamed | Told;

/** What is answered at once and whole. All but `done` are what a command handler may say too, so those are handed on as they are. */
export type Told = Done | NotDone;

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
  /**
   * For `Prefer: wait`: the answer as it is once what was begun has come to an end, or at the latest when `until` is aborted.
   * It is called outside of the server's bounded work, so it waits for events and holds nothing meanwhile.
   */
  readonly settling?: (until: AbortSignal) => Promise<Told>;
}

/** A file instead of JSON: for callers who like its media type better, and only of a route that declares it. */
export interface PrintedDocument {
  readonly kind: "document";
  readonly mediaType: DocumentType;
  readonly bytes: Uint8Array;
  /** What it is called where it is saved, such as `INV-2026-000001.pdf`; any characters. */
  readonly fileName: string;
}

/** What a route can print. */
export type DocumentType = "application/pdf";

/** An answer that goes on while things happen: Server-Sent Events (WHATWG HTML, 9.2). */
export interface Streamed {
  readonly kind: "streamed";
  /**
   * Begins it. Ends by itself when no more will happen, or soon after `until` is aborted. Null at the latest when nothing has
   * happened for `quietMs`, so that the line can be kept open. The next event is asked for when the one before has been taken.
   */
  readonly events: (until: AbortSignal, quietMs: number) => AsyncIterable<StreamedEvent | null>;
}

export interface StreamedEvent {
  /** From where a later stream goes on, as `Last-Event-ID`; without one the place stays where it was. */
  readonly id?: string;
  readonly event: string;
  /** JSON. */
  readonly data: unknown;
}

export type NotDone =
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly replayed?: boolean }
  | Extract<CommandOutcome<never, never, never>, { readonly kind: "contended" | "keyReused" | "overloaded" | "unstorable" }>;
