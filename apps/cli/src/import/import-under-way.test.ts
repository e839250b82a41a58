import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { memorySink } from "../testing/memory-sink.ts";
import { csvLine, header, importText, pieces } from "../testing/odd-orders.ts";

describe("an import under way", () => {
  it("rejects the lines of an order that is refused, with the refusal's code, in the order of the file", async () => {
    const refusal = { code: "OrderHasTooManyLines", max: 1000 };
    const { sink } = memorySink({ importOrder: async ({ externalId }) => (externalId === "2" ? { kind: "refused", refusal } : null) });
    const text = `${header}${csvLine("1")}${csvLine("2")}${csvLine("2", { quantity: "-1" })}${csvLine("2")}C${csvLine("3")}`;
    const { rejects, tally } = await importText(text, sink);
    expect(rejects).toEqual(["3 OrderHasTooManyLines", "4 QuantityIsNegative", "5 OrderHasTooManyLines", "6 QuantityIsNotNegative"]);
    expect(tally.orders).toEqual({ placed: 1, skipped: 0, refused: 1 });
  });

  it("rejects in the order of the file however answers come", async () => {
    const refusal = { code: "No" };
    const { sink } = memorySink({
      importOrder: async ({ externalId }) => {
        for (let turns = 20 - Number(externalId); turns > 0; turns -= 1) await turn();
        return { kind: "refused", refusal };
      },
    });
    const text = header + Array.from({ length: 20 }, (_, invoice) => csvLine(String(invoice))).join("");
    const { rejects } = await importText(text, sink);
    expect(rejects).toEqual(Array.from({ length: 20 }, (_, invoice) => `${invoice + 2} No`));
  });

  it("keeps many calls under way, never more than the sink likes", async () => {
    const { sink, calls } = memorySink({ importOrder: () => turn(null) });
    const text = header + Array.from({ length: 500 }, (_, invoice) => csvLine(String(invoice), { sku: `S${invoice}` })).join("");
    await importText(text, sink);
    expect(calls.underWayMost).toBe(sink.inFlightMax);
  });

  it.for([
    ["in one piece", (lines: readonly string[]) => [lines.join("")]],
    ["line by line", (lines: readonly string[]) => lines],
  ] as const)("finishes what was begun when it is stopped, and goes on when run again, the file coming %s", async ([, cut]) => {
    const stopping = new AbortController();
    const { sink, orders, calls, products } = memorySink({
      importOrder: async ({ externalId }) => {
        if (externalId === "3") stopping.abort();
        return turn(null);
      },
    });
    const invoices = Array.from({ length: 2_000 }, (_, invoice) => csvLine(String(invoice), { name: "", sku: "NAMELESS" }));
    const text = cut([header, ...invoices]);
    const { complete, tally } = await importText(pieces(...text), sink, { signal: stopping.signal });
    expect(complete).toBe(false);
    expect(calls.underWay).toBe(0);
    expect(orders.size).toBe(calls.importOrder);
    expect(tally.lines).toBeLessThan(500);
    expect(products.size).toBe(0);

    const placedFirst = orders.size;
    const second = await importText(pieces(...text), sink);
    expect(second.tally.orders).toEqual({ placed: 2_000 - placedFirst, skipped: placedFirst, refused: 0 });
    expect(orders.size).toBe(2_000);
    expect([...products.keys()]).toEqual(["NAMELESS"]);
  });

  it("does not place the invoice during which the file breaks off", async () => {
    const { sink, orders } = memorySink();
    const broken = async function* () {
      yield `${header}${csvLine("1")}${csvLine("2")}`;
      throw new Error("unexpected end of file");
    };
    await expect(importText(broken(), sink)).rejects.toThrow("unexpected end of file");
    expect([...orders.keys()]).toEqual(["online-retail/1"]);
  });

  it("fails when the sink does, after the calls under way have ended, without beginning others", async () => {
    const { sink, calls } = memorySink({
      importOrder: async ({ externalId }) => {
        await turn();
        if (externalId === "70") throw new Error("the database is gone");
        return null;
      },
    });
    const text = header + Array.from({ length: 5_000 }, (_, invoice) => csvLine(String(invoice))).join("");
    await expect(importText(text, sink)).rejects.toThrow("the database is gone");
    expect(calls.underWay).toBe(0);
    expect(calls.importOrder).toBeLessThan(200);
  });
});
