import { passUntil, stopTime } from "@waybill/kernel/testing/movable-time";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serverLimits } from "../limits.ts";
import { openRaw, type RawConnection } from "../testing/raw-connection.ts";
import { drain } from "./drain.ts";

vi.mock(import("node:timers/promises"), async (original) =>
  (await import("@waybill/kernel/testing/movable-time")).movable(await original()),
);

let app: FastifyInstance;
let client: RawConnection;
let answer: PromiseWithResolvers<string>;
beforeEach(async () => {
  answer = Promise.withResolvers();
  const asked = Promise.withResolvers<void>();
  app = fastify();
  app.get("/slow", () => {
    asked.resolve();
    return answer.promise;
  });
  client = await openRaw(await app.listen({ host: "127.0.0.1", port: 0 }));
  client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked.promise;
});
afterEach(async () => {
  answer.resolve("done");
  client.socket.destroy();
  await app.close();
});

describe("a server that stops", () => {
  it("answers what it has in hand first", async () => {
    const drained = drain(app);
    answer.resolve("done");
    expect(await drained).toBe("answered");
    expect(await client.closed).toContain("done");
  });
  it("does not wait for ever for what is never answered", async () => {
    stopTime();
    let outcome: string | null = null;
    void drain(app).then((drained) => {
      outcome = drained;
    });
    expect(await passUntil("it gave up", () => outcome !== null)).toBe(serverLimits.requestsInHandMs);
    expect(outcome).toBe("gaveUp");
  });
});
