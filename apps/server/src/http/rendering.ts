import type { Done, PrintedDocument, Told } from "@waybill/contracts/http";
import type { Unstorable } from "@waybill/kernel/json";
import { formatPositions } from "@waybill/kernel/position-token";
import type { FastifyReply } from "fastify";
import { etagOf } from "./precondition.ts";
import { problemOf, type Reason } from "./problem.ts";

/** What a route answers, as HTTP. */
export const send = (reply: FastifyReply, answer: Told): FastifyReply => {
  switch (answer.kind) {
    case "done":
      return sendDone(reply, answer);
    case "refused":
      if (answer.replayed === true) reply.header("idempotency-replayed", "true");
      return sendProblem(reply, answer.refusal);
    case "keyReused":
      return sendProblem(reply, { code: "IdempotencyKeyReused", detail: "This Idempotency-Key came before with another request." });
    case "unstorable":
      return sendProblem(reply, unstorable[answer.reason]);
    case "overloaded":
      return sendProblem(reply, { code: "Overloaded" }, answer.retryAfterMs);
    case "contended":
      return sendProblem(reply, { code: "ConcurrencyConflict" }, answer.retryAfterMs);
  }
};

const sendDone = (reply: FastifyReply, { status, body, version, location, written, replayed }: Done): FastifyReply => {
  reply.code(status);
  if (version !== undefined) reply.header("etag", etagOf(version));
  if (location !== undefined) reply.header("location", location);
  if (written !== undefined) reply.header("waybill-position", formatPositions([written]));
  if (replayed === true) reply.header("idempotency-replayed", "true");
  return status === 204 ? reply.send() : reply.send(body);
};

/** A file. It has no ETag: the one of the JSON is the aggregate's version, and no two forms of an answer may share a strong one (RFC 9110, 8.8.3). */
export const sendDocument = (reply: FastifyReply, { mediaType, bytes, fileName }: PrintedDocument): FastifyReply =>
  reply
    .type(mediaType)
    .header("content-disposition", `attachment; filename*=UTF-8''${extendedValue(fileName)}`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));

/** Any text as RFC 8187 has it in a header. */
const extendedValue = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** `retryAfterMs` is told in whole seconds, one at least: that is all the header can say. */
export const sendProblem = (reply: FastifyReply, reason: Reason, retryAfterMs?: number): FastifyReply => {
  const problem = problemOf(reason, pathOf(reply.request.url));
  if (retryAfterMs !== undefined) reply.header("retry-after", String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  // Serialised here: a problem has fields that no route's schema knows.
  return reply.code(problem.status).type("application/problem+json; charset=utf-8").serializer(JSON.stringify).send(problem);
};

/** The path of a request's URL: the query may hold a token, which belongs into no log and no answer. */
export const pathOf = (url: string): string => url.split("?", 1)[0] ?? url;

const unstorable: Readonly<Record<Unstorable, Reason>> = {
  NulCharacter: { code: "BodyIsNotStorable", detail: "A text holds the character U+0000." },
  LoneSurrogate: { code: "BodyIsNotStorable", detail: "A text holds half of a character (a lone surrogate)." },
  TooLarge: { code: "BodyIsTooLarge", detail: "What would have to be recorded is larger than an event may be." },
  TooManyEvents: { code: "BodyIsTooLarge", detail: "More would have to be recorded than one request may lead to." },
};
