import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { inTime } from "@waybill/kernel/in-time";
import { serverLimits } from "../limits.ts";
import type { KeyStore } from "./key.ts";

/**
 * Looks keys up, and lets a database be that does not answer. The driver keeps whatever it was given: every request would leave a question
 * there until the memory is full, or the database is back and is asked all of them.
 * @throws StoreUnavailable when no answer comes in time, or none has come for long.
 */
export const sparingLookUps = (store: Pick<KeyStore, "find">): KeyStore["find"] => {
  /** Those while which nothing else was answered: all that was asked on a connection that is lost ends at once, and others may do well. */
  let unanswered = 0;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let mayTryAtMs = 0;
  const isToBeSpared = (nowMs: number): boolean => {
    if (unanswered < serverLimits.unansweredLookUps) return false;
    if (nowMs < mayTryAtMs) return true;
    mayTryAtMs = nowMs + serverLimits.keyLookUpTryMs;
    return false;
  };
  const givenUp = (): void => {
    unanswered += 1;
    mayTryAtMs = performance.now() + serverLimits.keyLookUpTryMs;
  };
  const answered = (): void => {
    unanswered = 0;
    answeredAtMs = performance.now();
  };
  return async (tokenHash) => {
    const beganAtMs = performance.now();
    if (isToBeSpared(beganAtMs)) throw new Silence("the database has not told for long whose keys there are");
    try {
      const found = await inTime(store.find(tokenHash), serverLimits.keyLookUpMs, noAnswer);
      answered();
      return found;
    } catch (error) {
      if (!(error instanceof Silence)) answered();
      else if (answeredAtMs <= beganAtMs) givenUp();
      throw error;
    }
  };
};

class Silence extends StoreUnavailable {}

const noAnswer = (): Error => new Silence("the database has not told in time whose key it is");
