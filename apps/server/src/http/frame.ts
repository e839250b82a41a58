import type { Caller, Incoming, Route } from "@waybill/contracts/http";
import type { Clock } from "@waybill/kernel/clock";
import { type LogPosition, parsePositions } from "@waybill/kernel/position-token";
import type { WaitOutcome } from "@waybill/kernel/position-wait";
import type { FastifyRequest } from "fastify";
import type { Access } from "../access/access.ts";
import { serverLimits } from "../limits.ts";
import { preferredOf } from "./accepting.ts";
import { idempotencyKeyOf, identifying, identityOf, onceOnly } from "./idempotency.ts";
import { preconditionOf } from "./precondition.ts";
import { RequestRefused } from "./request-refused.ts";

/** What the frame around every route needs of the platform. */
export interface Frame {
  readonly access: Access;
  readonly clock: Clock;
  /** Waits until the read model of this name shows everything up to these positions. */
  readonly waitFor: (readModel: string, positions: readonly LogPosition[], timeoutMs: number) => Promise<WaitOutcome>;
}

/** What the frame has found out about a request before its route sees it. */
export interface Known {
  readonly caller: Caller;
  readonly traceparent: string;
  /** The body as it came, before anything was made of it. */
  readonly asked: unknown;
}

/** @throws RequestRefused when a header is malformed, it takes none of what there is, or the read model did not come so far in time. */
export const incomingOf = async (
  route: Route,
  request: FastifyRequest,
  { frame, known }: { readonly frame: Frame; readonly known: Known },
): Promise<Incoming<unknown, unknown, unknown>> => {
  const { headers, params, query, body } = request;
  const { caller, traceparent, asked } = known;
  await waitForReads(route, single(headers["waybill-after"]), frame);
  const mediaType = mediaTypeFor(route, headers.accept);
  const key = route.method === "POST" ? idempotencyKeyOf(headers["idempotency-key"]) : null;
  const identity = identityOf(route, caller, { params, key });
  // What a cache asks of its own accord when it reads (If-None-Match: "3") is not ours to judge: a body has more in it than its tag counts.
  const precondition = route.method === "GET" ? {} : preconditionOf(headers["if-match"], headers["if-none-match"]);
  return {
    params,
    query,
    body,
    caller,
    at: frame.clock.now(),
    command: {
      merchant: caller.merchant,
      actor: caller.keyId,
      correlation: request.id,
      traceparent,
      ...(identity === null ? {} : onceOnly(identity, { asked, ...precondition })),
    },
    identify: identifying(identity),
    mediaType,
    lastEventId: single(headers["last-event-id"]) ?? null,
    accessToken: accessTokenIn(single(headers["waybill-access-token"]), query),
    precondition,
  };
};

/** Read your writes: what `Waybill-After` names is waited for, and never answered without; nor are rows that were never complete (ADR 43). */
const waitForReads = async ({ reads }: Route, after: string | undefined, { waitFor }: Frame): Promise<void> => {
  if (reads === undefined) return;
  const parsed = after === undefined ? nothingNamed : parsePositions(after);
  if (parsed.kind === "refused") throw new RequestRefused(parsed.refusal.code);
  const all = [reads].flat();
  const outcomes = await Promise.all(all.map((readModel) => waitFor(readModel, parsed.positions, serverLimits.positionWaitMs)));
  for (const [nth, { kind }] of outcomes.entries()) {
    if (kind === "behind") throw new RequestRefused("ReadModelIsBehind", { readModel: all[nth] });
    if (kind === "otherLog") throw new RequestRefused("PositionIsOfAnotherLog", { detail: "The log was restored since: read without it." });
  }
};

const nothingNamed = { kind: "positions", positions: [] } as const;

/** A route with one form of answer gives it to whoever asks: they need not know that there might be others. */
const mediaTypeFor = ({ documents = [] }: Route, accept: string | undefined): Incoming<unknown, unknown, unknown>["mediaType"] => {
  if (documents.length === 0) return "application/json";
  const offered = ["application/json", ...documents] as const;
  const preferred = preferredOf(accept, offered);
  if (preferred === null) throw new RequestRefused("AnswerIsNotAcceptable", { offered });
  return preferred;
};

const accessTokenIn = (header: string | undefined, query: unknown): string | null => {
  const asked: unknown = header ?? Reflect.get(Object(query), "accessToken");
  return typeof asked === "string" ? asked : null;
};

/** Node joins repeated headers of these names with commas; a list of them is none of ours. */
const single = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header.join(", ") : header);
