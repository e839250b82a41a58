import { describe, expect, it } from "vitest";
import { eachItem } from "./index.ts";
import { clientLimits } from "./limits.ts";
import { clientOf, type Seen } from "./testing/told-answers.ts";

const position = (place: string) => `ordering/0b9f1c9e-5a0c-4c0e-9a57-0c1f4f1f0a11/${place}`;
const after = ({ headers }: Seen) => ({ token: headers.get("waybill-after") });

describe("what the client has written", () => {
  it("is shown to its own reads: the furthest place of each partition", async () => {
    const replies = ["1@2", "3@4", "1@9", "1@5"].map((place) => ({
      status: 200,
      body: {},
      headers: { "waybill-position": position(place) },
    }));
    const { waybill, seen } = clientOf(...replies, { body: { items: [], next: null } });
    for (const _ of replies) await waybill.resumeOrder({ orderId: "ord_1" });
    await waybill.listOrders();
    await waybill.listOrders({}, { after: position("7@1") });
    await waybill.getOrder({ orderId: "ord_1" });
    const mine = `${position("3@4")},${position("1@9")}`;
    expect(seen.slice(4).map(after)).toEqual([mine, `${mine},${position("7@1")}`, null].map((token) => ({ token })));
    expect(seen.slice(0, 4).map(after)).toEqual(Array(4).fill({ token: null }));
  });
  it("is forgotten in the end, oldest first", async () => {
    const places = Array.from({ length: clientLimits.positions + 6 }, (_, partition) => `${partition}@1`);
    const replies = places.map((place) => ({ status: 200, body: {}, headers: { "waybill-position": position(place) } }));
    const { waybill, seen } = clientOf(...replies, { body: { items: [], next: null } });
    for (const _ of places) await waybill.resumeOrder({ orderId: "ord_1" });
    await waybill.listOrders();
    expect(seen.at(-1)?.headers.get("waybill-after")?.split(",")).toEqual(places.slice(6).map(position));
  });
  it("is forgotten when the log is another one, and the read goes on without", async () => {
    const otherLog = { status: 409, body: { code: "PositionIsOfAnotherLog" } };
    const written = { status: 200, body: {}, headers: { "waybill-position": position("1@2") } };
    const { waybill, seen } = clientOf(written, otherLog, { body: { items: [], next: null } });
    await waybill.resumeOrder({ orderId: "ord_1" });
    expect(await waybill.listOrders()).toMatchObject({ kind: "done" });
    expect(seen.slice(1).map(after)).toEqual([{ token: position("1@2") }, { token: null }]);
  });
});

describe("every item of a list", () => {
  it("comes one by one, from page to page", async () => {
    const { waybill, seen } = clientOf(
      { body: { items: [{ id: "1" }, { id: "2" }], next: "c" } },
      { body: { items: [{ id: "3" }], next: null } },
    );
    const ids: string[] = [];
    for await (const { id } of eachItem(waybill.listOrders, { status: "Placed" })) ids.push(id);
    expect(ids).toEqual(["1", "2", "3"]);
    expect(seen.map(({ url }) => new URL(url).search)).toEqual(["?status=Placed", "?status=Placed&cursor=c"]);
  });
  it("is asked for page by page, as it is wanted", async () => {
    const { waybill, seen } = clientOf({ body: { items: [{ id: "1" }, { id: "2" }], next: "c" } });
    for await (const _ of eachItem(waybill.listOrders, {})) break;
    expect(seen).toHaveLength(1);
  });
  it("ends with what it is refused for", async () => {
    const { waybill } = clientOf({ status: 403, body: { code: "RoleMayNot", detail: "Role may not." } });
    await expect(eachItem(waybill.listOrders, {}).next()).rejects.toThrow("RoleMayNot");
  });
});
