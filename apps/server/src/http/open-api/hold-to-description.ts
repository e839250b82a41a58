import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Compile } from "typebox/compile";
import type { OpenApi } from "../open-api.ts";
import { ProblemJson } from "../problem.ts";
import { headerComponents } from "./headers.ts";

interface DescribedAnswer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>>;
}

/**
 * For tests: an answer whose status, media type or headers the document does not tell of its operation fails, and so does a
 * refusal that is no problem of RFC 9457, or whose code the operation does not name. (That bodies are as declared, their serialisers check.)
 */
export const holdToDescription = (app: FastifyInstance, describe: () => OpenApi): void => {
  let document: OpenApi | null = null;
  const isProblem = Compile(ProblemJson);
  app.addHook("onSend", async (request, reply, payload) => {
    document ??= describe();
    const described = describedAnswer(document, request, reply.statusCode);
    if (described === "noOperation") return payload;
    const found = described === null ? ["its status"] : undescribed(described, reply);
    const mediaType = mediaTypeOf(reply);
    if (mediaType === "application/problem+json") {
      const problem: unknown = JSON.parse(String(payload));
      if (!isProblem.Check(problem)) found.push("a problem like this");
      else if (described !== null && !tellsOf(described, problem.code)) found.push(`the code ${problem.code}`);
    }
    if (found.length > 0) {
      const { method, routeOptions } = request;
      reply.removeHeader("content-length");
      return Promise.reject(
        new Error(`openapi.json does not tell of ${found.join(", ")}: ${method} ${routeOptions.url} → ${reply.statusCode} ${payload}`),
      );
    }
    return payload;
  });
};

const describedAnswer = (
  document: OpenApi,
  { method, routeOptions }: FastifyRequest,
  status: number,
): DescribedAnswer | null | "noOperation" => {
  const path = routeOptions.url?.replace(/:(\w+)/g, "{$1}");
  const operation = inside(document, "paths", path ?? "", method === "HEAD" ? "get" : method.toLowerCase());
  if (operation === undefined) return "noOperation";
  const answer = inside(operation, "responses", String(status));
  const shared: unknown = Reflect.get(Object(answer), "$ref");
  const found = typeof shared === "string" ? inside(document, ...shared.slice("#/".length).split("/")) : answer;
  return found === undefined ? null : Object(found);
};

const tellsOf = ({ content }: DescribedAnswer, code: string): boolean =>
  Object.hasOwn(content?.["application/problem+json"]?.examples ?? {}, code);

const undescribed = ({ headers = {}, content }: DescribedAnswer, reply: FastifyReply): string[] => {
  const told = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const sent = Object.keys(headerComponents).filter((name) => reply.hasHeader(name) && !told.has(name.toLowerCase()));
  const mediaType = mediaTypeOf(reply);
  return [
    ...sent.map((name) => `the header ${name}`),
    ...(mediaType === null || mediaType in (content ?? {}) ? [] : [`the type ${mediaType}`]),
  ];
};

const mediaTypeOf = (reply: FastifyReply): string | null => reply.getHeader("content-type")?.toString().split(";", 1)[0] ?? null;

const inside = (value: unknown, ...steps: readonly string[]): unknown =>
  steps.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
