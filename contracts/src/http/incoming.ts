import type { Instant } from "@waybill/kernel/clock";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { IfVersion } from "@waybill/kernel/if-version";
import type { DocumentType } from "./answer.ts";
import type { Caller } from "./caller.ts";

/** What a route is asked: validated and decoded, with everything that the frame knows about it. */
export interface Incoming<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** When it came in, by the server's clock. */
  readonly at: Instant;
  /** For the command handler: whose it is, who asked, the trace, and under an Idempotency-Key what makes it happen once. */
  readonly command: CommandContext;
  /** The id of what this request creates: under an Idempotency-Key the same for every retry, else a new one. */
  readonly identify: <Id>(kind: IdKind<Id>) => Id;
  /** From `Waybill-Access-Token` or `?accessToken=`; opens one thing to a caller who may not see all. */
  readonly accessToken: string | null;
  /** From `Accept`: what the caller likes best of what the route can answer. */
  readonly mediaType: DocumentType | "application/json";
  /** From `Last-Event-ID`: what a stream has told already. */
  readonly lastEventId: string | null;
  /** From `If-Match` and `If-None-Match: *`; spread it into the command. */
  readonly precondition: IfVersion;
}

/** How ids of one kind come about, as in `ids.ts`. */
export interface IdKind<Id> {
  create(): Id;
  derive(...parts: readonly string[]): Id;
}
