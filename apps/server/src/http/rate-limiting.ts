import type { Caller } from "@waybill/contracts/http";
import type { Clock } from "@waybill/kernel/clock";
import { LRUCache } from "lru-cache";
import { tokenHashOf } from "../access/key.ts";
import { serverLimits } from "../limits.ts";
import { addressBlock } from "./address-block.ts";
import { createQuota, type Quota, type Standing } from "./quota.ts";
import { type RateName, type Rates, rateNames, rateOf } from "./rates.ts";
import { RequestRefused } from "./request-refused.ts";

/** Where the headers of an answer go. */
export interface AnswerHeaders {
  header(name: string, value: string): unknown;
}

/** Counts requests and refuses those that are too many. Every answer says how its caller stands. */
export interface RateLimiting {
  /** Counts a request of whoever showed no valid key. @throws RequestRefused (RateLimitIsReached) */
  admitStranger(address: string, answer: AnswerHeaders): void;
  /**
   * Before a token is looked up: an address that has guessed too often is not told about one more. A token that was right
   * before is no guess. @throws RequestRefused (RateLimitIsReached)
   */
  admitToken(token: string, address: string, answer: AnswerHeaders): void;
  /** Counts a request of whoever showed this valid token. @throws RequestRefused (RateLimitIsReached) */
  admitCaller(known: { readonly caller: Caller; readonly token: string }, address: string, answer: AnswerHeaders): void;
}

export interface RateLimitingOptions {
  readonly rates: Rates;
  readonly clock: Clock;
  /** Told of each request that is refused. */
  readonly onRefused: (rate: RateName) => void;
}

export const createRateLimiting = ({ rates, clock, onRefused }: RateLimitingOptions): RateLimiting => {
  const quotas = new Map<RateName, Quota>();
  for (const name of rateNames) {
    const requests = rates[name];
    if (requests === null) continue;
    quotas.set(
      name,
      createQuota({ name, requests, windowMs: serverLimits.rateWindowMs }, () => clock.monotonicMs()),
    );
  }
  const rightBefore = new LRUCache<string, true>({ max: serverLimits.cachedKeys });
  const admit = (rate: RateName, caller: string, answer: AnswerHeaders): void => {
    const quota = quotas.get(rate);
    if (quota === undefined) return;
    const standing = quota.take(caller);
    tell(answer, quota, standing);
    if (standing.granted) return;
    onRefused(rate);
    throw refused(quota, standing);
  };
  return {
    admitStranger: (address, answer) => admit("anonymous", addressBlock(address), answer),
    admitToken: (token, address, answer) => {
      const block = addressBlock(address);
      const { anonymous } = { anonymous: quotas.get("anonymous") };
      if (anonymous === undefined || anonymous.hasLeft(block) || rightBefore.has(tokenHashOf(token))) return;
      admit("anonymous", block, answer);
    },
    admitCaller: ({ caller, token }, address, answer) => {
      if (quotas.has("anonymous")) rightBefore.set(tokenHashOf(token), true);
      admit(rateOf[caller.role], countedAs(caller, address), answer);
    },
  };
};

/** A storefront's key is published: what one visitor uses up must not be missing to all others. */
export const countedAs = ({ keyId, role }: Caller, address: string): string =>
  role === "storefront" ? `${keyId} ${addressBlock(address)}` : keyId;

/** Structured fields of draft-ietf-httpapi-ratelimit-headers-10: quota `q` in window `w`; left `r`, whole again in `t`, in seconds. */
const tell = (answer: AnswerHeaders, { policy }: Quota, { left, fullInMs }: Standing): void => {
  answer.header("ratelimit-policy", `"${policy.name}";q=${policy.requests};w=${policy.windowMs / 1_000}`);
  answer.header("ratelimit", `"${policy.name}";r=${left};t=${Math.ceil(fullInMs / 1_000)}`);
};

const refused = ({ policy: { name, requests, windowMs } }: Quota, { retryAfterMs }: Standing): RequestRefused =>
  new RequestRefused(
    "RateLimitIsReached",
    { detail: `More than ${requests} requests within ${windowMs / 1_000} s are not answered (limit ${name}).`, limit: name },
    { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) },
  );
