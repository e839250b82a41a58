import type { Route } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import type { EventLog } from "@waybill/kernel/event-log";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { badHeader, badUrlPart, spoiled } from "../testing/bad-values.ts";
import { livingThings } from "../testing/living-things.ts";
import { sampleRequests } from "../testing/sample-requests.ts";
import { startTestServer, type TestAnswer, type TestRequest, type TestServer } from "../testing/test-server.ts";

const logs: EventLog[] = [];
const memory = createMemoryFoundation(systemClock);
let server: TestServer;
beforeAll(async () => {
  const openContext: typeof memory.openContext = async (name) => {
    const store = await memory.openContext(name);
    logs.push(store.log);
    return store;
  };
  server = await startTestServer({ foundation: { ...memory, openContext } });
  await server.keyOf("admin");
});
afterAll(() => server.stop());

/** Where all logs end. */
const endOfAll = () => Promise.all(logs.map((log) => log.heads()));
const keysKnown = async () => (await memory.keys.list("default")).length;

/** Where they ended when it was looked last; whatever others have stored since has their traces. */
let since: Awaited<ReturnType<typeof endOfAll>> = [];
/** What the request of this trace has stored. */
const storedBy = async (traceId: string, keysBefore: number): Promise<readonly string[]> => {
  const [ends, before] = [await endOfAll(), since];
  since = ends;
  const events = await Promise.all(
    logs.map(async (log, index) => {
      const ended = before[index] ?? new Map<number, number>();
      const moved = [...(ends[index] ?? [])].filter(([partition, head]) => head !== (ended.get(partition) ?? 0));
      return log.readPartitions(new Map(moved.map(([partition]) => [partition, ended.get(partition) ?? 0])), 100_000);
    }),
  );
  const own = events.flat().filter(({ causation }) => causation.correlation === traceId);
  return [...own.map(({ type }) => type), ...((await keysKnown()) === keysBefore ? [] : ["a key"])];
};

/** Asks, and holds the answer to what is promised of every answer, whatever was asked. */
const ask = async (what: string, request: TestRequest): Promise<TestAnswer> => {
  const keysBefore = await keysKnown();
  const answer = await server.ask(what, request);
  if (answer.status < 400) return answer;
  const story = `${what} ${JSON.stringify(request).slice(0, 2_000)} → ${answer.status} ${answer.text.slice(0, 1_000)}`;
  expect(answer.status, story).toBeLessThan(500);
  expect(answer.headers["content-type"], story).toMatch(/^application\/problem\+json/);
  expect(answer.body, story).toMatchObject({ status: answer.status, code: expect.stringMatching(/^[A-Z][A-Za-z]+$/) });
  const [, traceId = ""] = answer.headers.traceparent?.split("-") ?? [];
  expect(await storedBy(traceId, keysBefore), story).toEqual([]);
  return answer;
};

const refused = async (what: string, request: TestRequest): Promise<void> => {
  const { status, text } = await ask(what, request);
  expect(status, `${what} ${JSON.stringify(request).slice(0, 2_000)} → ${text.slice(0, 1_000)}`).toBeGreaterThanOrEqual(400);
};

// A stream that is answered goes on and on; what it refuses is in the test of streams.
const operations = Object.keys(sampleRequests).filter((operation) => operation !== "streamOrder");
const freshThings = () => livingThings(server, MerchantId.default);
let lookedAt: ReturnType<typeof freshThings> | undefined;
/** About things that exist, fresh ones for each operation: what is decided about them is to be met, too. Who only looks changes none. */
const livingRequest = async (operation: string) => {
  const isLook = sampleRequests[operation]!.what.startsWith("GET ");
  if (isLook) lookedAt ??= freshThings();
  return ((await (isLook ? lookedAt : undefined)) ?? (await freshThings())).request(operation);
};
const routeOf = (operation: string): Route | undefined => server.routes.find((route) => route.operation === operation);
const partsOf = async (operation: string) => {
  const { what, body } = await livingRequest(operation);
  const [method = "", url = ""] = what.split(" ");
  return { method, path: url, body };
};
const runs = (numRuns: number) => ({ numRuns, endOnFailure: true });

describe("whatever is sent to", () => {
  it.each(operations)("%s as its body is answered or refused with a word, and stored only when it is answered", async (operation) => {
    const { what, body } = await livingRequest(operation);
    const isSound = Compile(routeOf(operation)?.body ?? {});
    const check = async (text: string) => {
      const wellFormed = text === "" ? undefined : JSON.parse(text);
      const mayBe = routeOf(operation)?.body === undefined || text === "" || isSound.Check(wellFormed);
      await (mayBe ? ask : refused)(what, { body: text });
    };
    await fc.assert(fc.asyncProperty(spoiled(body ?? {}), check), runs(40));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => void (await ask(what, { body: bytes }))),
      runs(10),
    );
  });
  it.each(operations)("%s in another type than JSON is refused", async (operation) => {
    const { what, body } = sampleRequests[operation]!;
    if (body === undefined) return;
    const types = [
      "text/plain",
      "application/xml",
      "multipart/form-data",
      "application/json; charset=utf-16",
      "application/jsonx",
      "/",
      "\0",
    ];
    for (const type of types) await refused(what, { body: JSON.stringify(body), headers: { "content-type": type } });
    for (const encoding of ["gzip", "br", "x"]) await refused(what, { body: "{}", headers: { "content-encoding": encoding } });
  });
  it.each(operations)("%s in its path and query is answered or refused with a word", async (operation) => {
    const { method, path, body } = await partsOf(operation);
    const template = routeOf(operation)?.path ?? path;
    const names = template.split("/").flatMap((step, index) => (step.startsWith(":") ? [index] : []));
    const spoiledPath = (part: string, index: number) => path.split("/").with(index, part).join("/");
    const request = body === undefined ? {} : { body };
    if (names.length > 0) {
      const place = fc.constantFrom(...names);
      const check = async (part: string, index: number) => void (await ask(`${method} ${spoiledPath(part, index)}`, request));
      await fc.assert(fc.asyncProperty(badUrlPart(), place, check), runs(25));
    }
    const known = Object.keys(routeOf(operation)?.query?.properties ?? {});
    if (routeOf(operation) !== undefined) {
      for (const odd of ["unknown=1", "__proto__=1", "%00=1"]) await refused(`${method} ${path}?${odd}`, request);
    }
    const pairs = fc.array(fc.tuple(fc.constantFrom(...known, "unknown", "limit", "cursor"), badUrlPart()), { minLength: 1, maxLength: 3 });
    const check = async (asked: readonly (readonly [string, string])[]) =>
      void (await ask(`${method} ${path}?${asked.map((pair) => pair.join("=")).join("&")}`, request));
    await fc.assert(fc.asyncProperty(pairs, check), runs(20));
  });
  const names = [
    "idempotency-key",
    "if-match",
    "if-none-match",
    "waybill-after",
    "waybill-merchant",
    "waybill-access-token",
    "traceparent",
    "tracestate",
    "authorization",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "prefer",
    "last-event-id",
    "expect",
    "x-forwarded-for",
    "x-http-method-override",
    "range",
    "cookie",
  ];
  it.each(operations)("%s in its headers is answered or refused with a word", async (operation) => {
    const { what, body } = await livingRequest(operation);
    const check = async (name: string, value: string) => {
      const answer = await ask(what, { ...(body !== undefined && { body }), headers: { [name]: value } });
      if (routeOf(operation) !== undefined && name === "authorization") expect(answer.status, value).toBe(401);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...names), badHeader(), check), runs(40));
  });
});
