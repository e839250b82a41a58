import { systemClock } from "@waybill/kernel/clock";
import { afterEach, describe, expect, it } from "vitest";
import { tea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const started: TestServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

/** A second there is half a minute here: what is waited for briefly comes in time on a slow machine, too. */
const slowClock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() / 30 };

describe("a naive client", () => {
  it("that adds a product and orders it at once succeeds, while servers come and share the work out", async () => {
    const memory = sharedMemory();
    const join = async () => started.push(await startTestServer({ foundation: memory.foundation(), clock: slowClock }));
    await join();
    const addAndOrder = async (number: number) => {
      const server = started[number % started.length]!;
      const sku = `NEW-${number}`;
      expect((await server.ask(`PUT /v1/products/${sku}`, { body: tea })).status).toBe(201);
      const placed = await server.ask("POST /v1/orders", { body: { lines: [{ sku, quantity: 1 }], paymentMethod: "pm_ok" } });
      expect(placed.status, `${sku}: ${placed.text}`).toBe(201);
    };
    for (let number = 0; number < 120; number += 1) {
      if (number === 10 || number === 60) await join();
      await addAndOrder(number);
    }
  });
});
