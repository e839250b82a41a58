import type { Told } from "@waybill/contracts/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { serverLimits } from "../limits.ts";

/**
 * How many seconds somebody prefers to wait (RFC 7240, 4.3), at most as long as we let them; null when they do not say. Of a
 * preference that is said twice the first counts, and one that is malformed is as if it were not there.
 */
export const preferredWaitSeconds = (header: string | readonly string[] | undefined): number | null => {
  const [preference] = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .flatMap((one) => /^\s*wait\s*=\s*(.*?)\s*(?:;.*)?$/i.exec(one)?.[1] ?? []);
  const [, seconds] = /^"?(\d{1,9})"?$/.exec(preference ?? "") ?? [];
  return seconds === undefined ? null : Math.min(Number(seconds), serverLimits.preferredWaitSeconds);
};

/** Lets answers settle for those who prefer to wait. */
export interface PatientAnswers {
  /** The answer once it has settled, the time is up, or nobody waits any more; at once for who does not prefer to wait. */
  settled(exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply }, answer: Told): Promise<Told>;
  /** Answers all who wait with what is known by now, and lets nobody wait any more. */
  stop(): void;
}

export const createPatientAnswers = (): PatientAnswers => {
  const stopping = new AbortController();
  let waiting = 0;
  return {
    settled: async ({ request, reply }, answer) => {
      const seconds = answer.kind === "done" && answer.settling !== undefined ? preferredWaitSeconds(request.headers.prefer) : null;
      if (seconds === null || answer.kind !== "done" || waiting >= serverLimits.waitingRequests) return answer;
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const until = AbortSignal.any([AbortSignal.timeout(seconds * 1_000), stopping.signal, gone.signal]);
      waiting += 1;
      try {
        const settled = await answer.settling?.(until);
        if (settled === undefined) return answer;
        reply.header("preference-applied", `wait=${seconds}`);
        return settled;
      } catch (error) {
        // What was asked for is done: that the rest could not be seen makes no failure of it.
        request.log.warn({ err: error }, "what becomes of it could not be waited for");
        return answer;
      } finally {
        waiting -= 1;
      }
    },
    stop: () => stopping.abort(),
  };
};
