import { asyncApiOf } from "@waybill/contracts/async-api";
import { exactly } from "@waybill/contracts/http";
import { publishedLanguage } from "@waybill/contracts/published-language";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import Type from "typebox";
import { serverLimits } from "../limits.ts";
import { type Described, type OpenApi, openApiOf } from "./open-api.ts";
import { pagePolicy, referencePage } from "./reference/page.ts";
import { sendProblem } from "./rendering.ts";

/** What stands in the way of serving, in words; empty when nothing does. */
export type Obstacles = readonly string[];

export interface Operations {
  /** Looks whether the database answers and the followers keep up. Never throws. */
  readonly obstacles: () => Promise<Obstacles>;
  readonly metrics: Registry;
}

const alive = { status: "alive" } as const;
const ready = { status: "ready" } as const;
const watched = { config: { watched: true } } as const;

/** What machines that watch and people who read are told without a key. */
export const operationRoutes = {
  isAlive: {
    operation: "isAlive",
    method: "GET",
    path: "/healthz",
    summary: "Whether the process runs",
    answers: { 200: exactly({ status: Type.Literal(alive.status) }) },
  },
  isReady: {
    operation: "isReady",
    method: "GET",
    path: "/readyz",
    summary: "Whether it can serve, or why not",
    answers: { 200: exactly({ status: Type.Literal(ready.status) }) },
    refusals: ["NotReady"],
  },
  getMetrics: {
    operation: "getMetrics",
    method: "GET",
    path: "/metrics",
    summary: "Figures for Prometheus",
    answers: { 200: null },
    text: "text/plain",
  },
  getOpenApi: {
    operation: "getOpenApi",
    method: "GET",
    path: "/openapi.json",
    summary: "This API, described in OpenAPI 3.1",
    answers: { 200: Type.Object({}) },
  },
  getAsyncApi: {
    operation: "getAsyncApi",
    method: "GET",
    path: "/asyncapi.json",
    summary: "What the contexts say to one another, described in AsyncAPI 3",
    answers: { 200: Type.Object({}) },
  },
  getReference: {
    operation: "getReference",
    method: "GET",
    path: "/docs",
    summary: "This API, as a page to read",
    answers: { 200: null },
    text: "text/html",
  },
} as const satisfies Readonly<Record<string, Described>>;

export const serveOperations = (app: FastifyInstance, { obstacles, metrics }: Operations, served: readonly Described[]): void => {
  const { isAlive, isReady, getMetrics, getOpenApi, getAsyncApi, getReference } = operationRoutes;
  // Made when somebody reads them, which takes a fifth of a second: most processes are never asked.
  let document: OpenApi | null = null;
  const described = (): OpenApi => {
    document ??= openApiOf(served);
    return document;
  };
  app.get(isAlive.path, watched, async () => alive);
  app.get(isReady.path, watched, async (_, reply) => {
    const found = await obstacles();
    if (found.length === 0) return ready;
    return sendProblem(reply, { code: "NotReady", detail: `${found.join("; ")}.`, obstacles: found }, serverLimits.retryMs);
  });
  app.get(getMetrics.path, watched, async (_, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  app.get(getOpenApi.path, async () => described());
  const spoken = asyncApiOf(publishedLanguage, { version: "1" });
  app.get(getAsyncApi.path, async () => spoken);
  let page: string | null = null;
  app.get(getReference.path, { config: { contentSecurityPolicy: pagePolicy } }, async (_, reply) => {
    page ??= referencePage(JSON.parse(JSON.stringify(described())));
    return reply.type("text/html; charset=utf-8").send(page);
  });
};
