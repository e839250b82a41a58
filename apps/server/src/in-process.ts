import type { Answer, Caller, Route } from "@waybill/contracts/http";
import type { Clock } from "@waybill/kernel/clock";
import { newUuid } from "@waybill/kernel/id";
import type { IfVersion } from "@waybill/kernel/if-version";
import { identifying, identityOf, onceOnly } from "./http/idempotency.ts";
import type { RequestRefused } from "./http/request-refused.ts";
import { type Validate, validatorOf } from "./http/validation.ts";

/** Who asks, without a key: whoever runs code in this process may do everything, and says in whose name. */
export interface InProcessCaller extends Caller {
  /** What stands as the actor in the events, such as `waybill import`. */
  readonly actor: string;
}

/** What an operation is asked, as JSON like over HTTP. */
export interface Asked {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  /** The Idempotency-Key of a POST: asked again under the same one, it happens once. */
  readonly key?: string;
  /** What If-Match and If-None-Match say over HTTP. */
  readonly precondition?: IfVersion;
}

/** Asks an operation of the platform in this process: the same validation, decisions and log as over HTTP, without the wire. */
export type Call = (operation: string, asked: Asked, caller: InProcessCaller) => Promise<Answer>;

/** @throws Error from the call when there is no such operation. */
export const callsInto = (routes: readonly Route[], clock: Clock): Call => {
  const operations = new Map(routes.map((route) => [route.operation, { route, validate: validatorsOf(route) }]));
  return async (operation, asked, caller) => {
    const called = operations.get(operation);
    if (called === undefined) throw new Error(`there is no operation ${operation}`);
    const { route, validate } = called;
    const [params, query, body] = [validate.params(asked.params ?? {}), validate.query(asked.query ?? {}), validate.body(asked.body)];
    if ("error" in params) return malformed(params.error);
    if ("error" in query) return malformed(query.error);
    if ("error" in body) return malformed(body.error);
    const identity = identityOf(route, caller, { params: params.value, key: asked.key ?? null });
    const precondition = asked.precondition ?? {};
    return route.handle({
      params: params.value,
      query: query.value,
      body: body.value,
      caller,
      at: clock.now(),
      command: {
        merchant: caller.merchant,
        actor: caller.actor,
        correlation: newUuid(),
        ...(identity === null ? {} : onceOnly(identity, { asked: asked.body, ...precondition })),
      },
      identify: identifying(identity),
      accessToken: null,
      lastEventId: null,
      mediaType: "application/json",
      precondition,
    });
  };
};

const validatorsOf = ({ params, query, body }: Route): Readonly<Record<"body" | "params" | "query", Validate>> => ({
  params: params === undefined ? anything : validatorOf("path", params),
  query: query === undefined ? anything : validatorOf("query", query),
  body: body === undefined ? anything : validatorOf("body", body),
});

const anything: Validate = (value) => ({ value });

const malformed = ({ code, facts }: RequestRefused): Answer => ({
  kind: "refused",
  refusal: { code, detail: facts.detail ?? "The request is malformed." },
});
