import { describe, expect, it } from "vitest";
import { cursorOf, parseCursor } from "./cursor.ts";
import { apiLimits } from "./limits.ts";
import { readPage } from "./pages.ts";

const scope = ["orders", "default", "[null]"];

describe("a cursor", () => {
  it("is read back in its own scope", () => {
    for (const key of [[1_700_000_000_000, "ord_1"], ["芝麻 %/+="], [-1]]) expect(parseCursor(scope, cursorOf(scope, key))).toEqual(key);
    expect(cursorOf(scope, ["芝麻 %/+="])).toMatch(/^[\w-]+$/);
  });
  it("is none in another scope", () => {
    const cursor = cursorOf(scope, ["a"]);
    for (const other of [
      ["orders", "mer_1", "[null]"],
      ["products", "default", "[null]"],
      ["orders", "default", "[1]"],
      ["ordersdefault", "", "[null]"],
    ])
      expect(parseCursor(other, cursor), other.join()).toBeNull();
  });
  it("is none when a character of it was changed, left out or added", () => {
    const cursor = cursorOf(scope, [1_700_000_000_000, "ord_1"]);
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === "A" ? "B" : "A"}${cursor.slice(at + 1)}`;
      // Bits beyond the last whole byte mean nothing in base64url.
      const same = Buffer.from(changed, "base64url").equals(Buffer.from(cursor, "base64url"));
      if (!same) expect(parseCursor(scope, changed), changed).toBeNull();
      expect(parseCursor(scope, cursor.slice(0, at)), cursor.slice(0, at)).toBeNull();
    }
    for (const text of ["", "x", "null", "W10", Buffer.from("[]").toString("base64url"), Buffer.from("{}").toString("base64url")])
      expect(parseCursor(scope, text), text).toBeNull();
  });
});

describe("a page", () => {
  const rows = Array.from({ length: 5 }, (_, index) => ({ id: index }));
  const asked: { after: unknown; limit: number }[] = [];
  const source = {
    keyOf: ({ id }: { id: number }) => [id],
    read: async (after: readonly (number | string)[] | null, limit: number) => {
      asked.push({ after, limit });
      const from = after === null ? 0 : Number(after[0]) + 1;
      return rows.slice(from, from + limit);
    },
  };
  const page = async (limit: number, cursor?: string) => {
    const read = await readPage({ scope, limit, cursor }, source);
    if (read.kind !== "page") throw new Error(read.refusal.code);
    return read;
  };

  it("has the cursor of the next one, if there is one", async () => {
    const first = await page(2);
    expect(first.items).toEqual([{ id: 0 }, { id: 1 }]);
    const second = await page(2, first.next ?? "");
    expect(second.items).toEqual([{ id: 2 }, { id: 3 }]);
    expect(await page(2, second.next ?? "")).toEqual({ kind: "page", items: [{ id: 4 }], next: null });
    expect((await page(5)).next).toBeNull();
    expect((await page(4)).next).not.toBeNull();
  });
  it("has so many items, when nobody says how many", async () => {
    await readPage({ scope }, source);
    expect(asked.at(-1)).toEqual({ after: null, limit: apiLimits.defaultPageItems + 1 });
  });
  it("is refused for another list's cursor", async () => {
    const refused = await readPage({ scope, cursor: cursorOf(["products"], [1]) }, source);
    expect(refused).toEqual({ kind: "refused", refusal: { code: "CursorIsMalformed" } });
  });
});
