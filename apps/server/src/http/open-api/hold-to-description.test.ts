import fastify, { type FastifyInstance } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { problemOf } from "../problem.ts";
import { holdToDescription } from "./hold-to-description.ts";

let app: FastifyInstance;
afterEach(() => app.close());

const document = {
  openapi: "3.1.0",
  paths: {
    "/things/{id}": {
      get: {
        responses: {
          "200": { headers: { ETag: {} }, content: { "application/json": {} } },
          "404": { $ref: "#/components/responses/NotFound" },
        },
      },
    },
  },
  components: { responses: { NotFound: { content: { "application/problem+json": { examples: { ThingIsUnknown: {} } } } } } },
} as const;

type Reply = { readonly status: number; readonly type: string; readonly headers?: Record<string, string>; readonly body: object };

/** What becomes of an answer that is held to the document. */
const answered = async ({ status, type, headers = {}, body }: Reply): Promise<{ status: number; text: string }> => {
  app = fastify();
  holdToDescription(app, () => document);
  app.get("/things/:id", (_, reply) => reply.code(status).headers(headers).type(type).serializer(JSON.stringify).send(body));
  app.get("/elsewhere", async () => ({}));
  const { statusCode, body: text } = await app.inject("/things/1");
  return { status: statusCode, text };
};

const json = "application/json; charset=utf-8";
const problem = "application/problem+json; charset=utf-8";
const notFound = problemOf({ code: "ThingIsUnknown" }, "/things/1");

describe("an answer", () => {
  it("is sent when the description tells of it", async () => {
    expect(await answered({ status: 200, type: json, headers: { etag: '"1"' }, body: { a: 1 } })).toEqual({ status: 200, text: '{"a":1}' });
    expect((await answered({ status: 404, type: problem, body: notFound })).status).toBe(404);
    expect((await app.inject("/elsewhere")).statusCode).toBe(200);
  });
  it.each<[string, Reply, RegExp]>([
    ["its status", { status: 201, type: json, body: {} }, /does not tell of its status/],
    ["its type", { status: 200, type: "text/plain", body: {} }, /the type text\/plain/],
    ["a header", { status: 200, type: json, headers: { location: "/x" }, body: {} }, /the header Location/],
    ["a refusal's header", { status: 404, type: problem, headers: { "retry-after": "1" }, body: notFound }, /the header Retry-After/],
    ["a problem of that form", { status: 404, type: problem, body: { ...notFound, code: 7 } }, /a problem like this/],
    ["its code", { status: 404, type: problem, body: problemOf({ code: "OtherIsUnknown" }, "/things/1") }, /the code OtherIsUnknown/],
  ])("fails when it does not tell of %s", async (_, reply, why) => {
    const { status, text } = await answered(reply);
    expect(status).not.toBe(200);
    expect(JSON.parse(text).message).toMatch(why);
  });
});
