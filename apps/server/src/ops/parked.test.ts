import { systemClock } from "@waybill/kernel/clock";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import { failureOf, type Parking } from "@waybill/kernel/parking";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContextProcess } from "../context-process.ts";
import type { Foundation } from "../foundation/foundation.ts";
import { retryParkedFor } from "../house-questions.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { parkedIdOf } from "./parked-id.ts";

/** Two contexts where many keys are parked under a name that nobody follows under, in one more than a list shows; and one more behind them. */
const contexts = ["catalog", "customers"];
const keys = Array.from({ length: 1_010 }, (_, number) => `thing/${number}`).toSorted();
const keysIn = (context: string) => (context === "catalog" ? keys : keys.slice(0, 505));
const [subscription, behind] = ["sample", "sample_behind"];
const failure = failureOf(new Error("down"));
/** All of them in one millisecond, so that a page may end between two that differ in nothing but their context. */
const atOnce = systemClock.now();
const parkings = new Map<string, Parking>();
let server: TestServer;

beforeAll(async () => {
  for (const context of contexts) {
    const parking = createMemoryParking({ now: () => atOnce }, { attempts: 1, pauseMs: 1, attemptMs: 60_000 });
    const items = keysIn(context).map((key) => ({ id: `${key}@1`, key, payload: {} }));
    await parking.park(subscription, items, new Map());
    parkings.set(context, parking);
    if (context !== "catalog") continue;
    const last = { id: "last@1", key: "thing/last", payload: {} };
    await parking.park(behind, [last], new Map());
    await parking.take(behind);
    await parking.fail(behind, last, failure);
  }
  const memory = sharedMemory().foundation();
  const foundation: Foundation = {
    ...memory,
    openContext: async (name) => {
      const store = await memory.openContext(name);
      return { ...store, parking: parkings.get(name) ?? store.parking };
    },
  };
  server = await startTestServer({ foundation, follows: false });
});
afterAll(() => server.stop());

const lastIn = (context: string) => parkedIdOf({ context, subscription: behind, key: "thing/last" });
const skip = (id: string, item = "last@1") => server.ask(`POST /v1/ops/parked/${id}/skip`, { body: { reason: "not needed", item } });

describe("more parked keys than one list shows", () => {
  it("are listed page after page, each once", async () => {
    const ids: string[] = [];
    const pages: number[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await server.ask(`GET /v1/ops/parked?limit=101${cursor}`);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      pages.push(body.items.length);
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    const ofContexts = contexts.flatMap((context) => keysIn(context).map((key) => parkedIdOf({ context, subscription, key })));
    const expected = [lastIn("catalog"), ...ofContexts];
    expect(ids.toSorted()).toEqual(expected.toSorted());
    expect(pages).toEqual([...Array.from({ length: 15 }, () => 101), 1]);
  });

  it("take no cursor of another list", async () => {
    const refused = await server.ask("GET /v1/ops/parked?cursor=no");
    expect([refused.status, refused.body.code]).toEqual([400, "CursorIsMalformed"]);
  });

  it("are all tried again for their cause, wherever they are in the list", async () => {
    const redriven = await server.ask("POST /v1/ops/parked/redrive", { body: { fingerprint: failure.fingerprint } });
    expect([redriven.status, redriven.body]).toEqual([200, { keys: 1 }]);
    expect((await parkings.get("catalog")!.take(behind))?.id).toBe("last@1");
  });

  it("are tried again for the order that they are about, wherever they are in the list", async () => {
    const process = { store: { parking: parkings.get("catalog") } } as unknown as ContextProcess;
    expect([await retryParkedFor([process], "last"), await retryParkedFor([process], "none")]).toEqual([1, 0]);
  });

  it("are skipped wherever they are in the list, and only there", async () => {
    expect((await skip(lastIn("catalog"))).status).toBe(204);
    const gone = await skip(lastIn("catalog"), "last@2");
    expect([gone.status, gone.body.code]).toEqual([404, "ParkedKeyIsUnknown"]);
    expect((await skip(lastIn("customers"))).status).toBe(404);
    expect((await parkings.get("customers")!.list(1_000)).length).toBe(505);
  });

  it("are skipped item by item: sent again, because its answer was lost, the same wish leaves out nothing else", async () => {
    const parking = parkings.get("catalog")!;
    const parkedId = parkedIdOf({ context: "catalog", subscription: "lost_answers", key: "thing/1" });
    await parking.park(
      "lost_answers",
      [1, 2, 3].map((number) => ({ id: `thing@${number}`, key: "thing/1", payload: {} })),
      new Map(),
    );
    for (let time = 0; time < 3; time += 1) expect((await skip(parkedId, "thing@1")).status).toBe(204);
    const waits = async () => (await parking.list(10, { subscription: "lost_answers" })).map(({ first, waiting }) => [first.id, waiting]);
    expect(await waits()).toEqual([["thing@2", 2]]);
    const early = await skip(parkedId, "thing@3");
    expect([early.status, early.body.code]).toEqual([409, "ItemIsNotTheFirst"]);
    const unnamed = await server.ask(`POST /v1/ops/parked/${parkedId}/skip`, { body: { reason: "whatever is first" } });
    expect(unnamed.status).toBe(400);
    expect(await waits()).toEqual([["thing@2", 2]]);
    for (const item of ["thing@2", "thing@3", "thing@3", "thing@1"]) expect((await skip(parkedId, item)).status).toBe(204);
    expect(await waits()).toEqual([]);
  });
});
