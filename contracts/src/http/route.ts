import type { Refusal } from "@waybill/kernel/decider";
import type { StaticDecode, TObject, TSchema } from "typebox";
import type { Answer, DocumentType } from "./answer.ts";
import type { Incoming } from "./incoming.ts";

export type Method = "DELETE" | "GET" | "PATCH" | "POST" | "PUT";

/**
 * One thing that the HTTP API can do, as a value: the server makes of it a route, its validation, its documentation and its
 * access check. Nothing of it knows the web framework.
 */
export interface Route {
  /** Unique in the whole API: its name in OpenAPI and in the table of who may do what. */
  readonly operation: string;
  readonly method: Method;
  /** With `:name` for what `params` describes. */
  readonly path: string;
  /** A sentence without a full stop, for the reference. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** A JSON that may be sent, for the reference. */
  readonly example?: unknown;
  /** Status → what is answered; null for no body. */
  readonly answers: { readonly [status: number]: TSchema | null };
  /** Codes of refusals that a caller should expect, beside those that every route may answer. */
  readonly refusals?: readonly Refusal["code"][];
  /** The media type of a success that is no JSON: a stream of events. */
  readonly text?: "text/event-stream";
  /** What a success may be instead of JSON, when the caller's `Accept` likes it better. */
  readonly documents?: readonly DocumentType[];
  /** Whether `Prefer: wait` is honoured: what it answers can be settling still. */
  readonly waits?: true;
  /** The read model it reads, or all of them, so that `Waybill-After` is waited for. */
  readonly reads?: string | readonly string[];
  handle(request: Incoming<unknown, unknown, unknown>): Promise<Answer>;
}

/** A `Route` that knows the types of what it is asked. */
interface TypedRoute<Params extends TObject, Query extends TObject, Body extends TSchema> extends Route {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  handle(request: Incoming<StaticDecode<Params>, StaticDecode<Query>, StaticDecode<Body>>): Promise<Answer>;
}

/** Declares a route; its handler is given what the schemas have decoded. */
export const route = <Params extends TObject = TObject, Query extends TObject = TObject, Body extends TSchema = TSchema>(
  declared: TypedRoute<Params, Query, Body>,
): Route => declared;
