import { clientLimits } from "./limits.ts";
import { NoAnswer } from "./no-answer.ts";
import { type CallOptions, mayBeSentAgain, newIdempotencyKey, type Operation, type Request } from "./operation.ts";
import type { Outcome, Refused } from "./outcome.ts";
import { pause } from "./pause.ts";
import { createPositions } from "./positions.ts";
import { type ClientOptions, type Sent, send } from "./sending.ts";

/** Sends a request until there is an answer that tells something. @throws NoAnswer; or what `signal` was aborted with */
export type Ask = <Body, Code extends string>(
  operation: Operation,
  request?: Request,
  options?: CallOptions,
) => Promise<Outcome<Body, Code>>;

export const createAsk = (client: ClientOptions): Ask => {
  const { tries = clientLimits.tries, retryDelayMs = clientLimits.retryDelayMs } = client;
  const positions = createPositions();

  const attempt = async <Body>(sent: Sent): Promise<Outcome<Body> | NoAnswer> => {
    const outcome = await send<Body>(client, sent, positions.token());
    if (outcome instanceof NoAnswer) return outcome;
    if (outcome.kind === "done" && outcome.position !== null) positions.remember(outcome.position);
    // The log was restored: what was written before is not to be waited for in it.
    if (outcome.kind === "refused" && outcome.refusal.code === "PositionIsOfAnotherLog") positions.forget();
    return outcome;
  };

  return async <Body, Code extends string>(operation: Operation, request: Request = {}, options: CallOptions = {}) => {
    // The same for every try, so that all of them together are one.
    const { idempotencyKey = newIdempotencyKey() } = options;
    const sent = { operation, request, options: { ...options, idempotencyKey } };
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt<Body>(sent);
      const mayTryAgain = tried < tries && mayBeSentAgain(operation, options);
      const waitMs = mayTryAgain ? (waitBefore(outcome) ?? retryDelayMs * 2 ** (tried - 1) * (0.5 + Math.random() / 2)) : null;
      if (waitMs === null || waitMs > clientLimits.retryDelayMaxMs || !isPassing(outcome)) return answered<Body, Code>(outcome);
      await pause(waitMs, options.signal);
    }
  };
};

const answered = <Body, Code extends string>(outcome: Outcome<Body> | NoAnswer): Outcome<Body, Code> => {
  if (outcome instanceof NoAnswer) throw outcome;
  return outcome;
};

/** Nobody answered; too many asked; overloaded, or the database is away: the same may succeed a moment later. */
const isPassing = (outcome: Outcome<unknown> | NoAnswer): boolean =>
  outcome instanceof NoAnswer || (outcome.kind === "refused" && isPassingRefusal(outcome));

const isPassingRefusal = ({ status, refusal }: Refused): boolean =>
  status === 429 || status === 503 || refusal.code === "PositionIsOfAnotherLog";

/** What the server asks to wait; null when it says nothing. */
const waitBefore = (outcome: Outcome<unknown> | NoAnswer): number | null =>
  outcome instanceof NoAnswer || outcome.kind === "done" ? null : outcome.retryAfterMs;
