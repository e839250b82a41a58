import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { LogUnavailable } from "@waybill/kernel/event-log";
import { orUnavailable } from "@waybill/kernel/postgres/unavailable";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { serverLimits } from "../limits.ts";
import type { FrameCode } from "./problem-status.ts";
import { sendProblem } from "./rendering.ts";
import { RequestRefused } from "./request-refused.ts";

/** What the web framework refuses by itself, in our words. */
const frameworkCodes: Readonly<Record<string, FrameCode>> = {
  FST_ERR_BAD_URL: "UrlIsMalformed",
  FST_ERR_CTP_BODY_TOO_LARGE: "BodyIsTooLarge",
  FST_ERR_CTP_EMPTY_TYPE: "MediaTypeIsNotSupported",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "BodyIsNotJson",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "MediaTypeIsNotSupported",
  FST_ERR_CTP_INVALID_TYPE: "MediaTypeIsNotSupported",
  FST_ERR_MAX_PARAM_LENGTH: "UrlIsMalformed",
};

/** Everything that is thrown becomes a problem; only what nobody foresaw is logged with its stack. */
export const handleError = async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  if (error instanceof RequestRefused) {
    reply.headers(error.headers);
    return sendProblem(reply, { code: error.code, ...error.facts }, retryMsOf(error.code));
  }
  // Before the database is suspected: its connections break with the same code.
  if (isCutOff(request)) return sendProblem(reply, { code: "RequestIsCutOff", detail: "The connection ended before the request did." });
  const code = frameworkCodes[error.code];
  if (code !== undefined) return sendProblem(reply, { code, detail: `${error.message.slice(0, 200)}.` });
  if (await isDatabaseAway(error)) {
    request.log.warn({ err: error }, "the database cannot be reached");
    return sendProblem(reply, { code: "DatabaseIsAway" }, serverLimits.retryMs);
  }
  request.log.error({ err: error }, "a request failed");
  return sendProblem(reply, { code: "UnexpectedFault", detail: `Something went wrong here. The log has it under trace ${request.id}.` });
};

const retryMsOf = (code: FrameCode): number | undefined => (passing.has(code) ? serverLimits.retryMs : undefined);

/** What is otherwise a moment later. How long a limit of requests takes, its own refusal says. */
const passing: ReadonlySet<FrameCode> = new Set(["Overloaded", "ReadModelIsBehind", "ServerIsStopping", "TooManyStreams"]);

/** Nobody hears the answer, but the log has a line for it that blames nobody here. */
const isCutOff = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;

const isDatabaseAway = async (error: unknown): Promise<boolean> => {
  if (error instanceof LogUnavailable || error instanceof StoreUnavailable) return true;
  // Which of the driver's errors pass by themselves, the kernel's adapter knows.
  const judged = await orUnavailable(() => Promise.reject(error)).catch((thrown: unknown) => thrown);
  return judged instanceof StoreUnavailable;
};
