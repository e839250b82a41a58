import { describe, expect, it } from "vitest";
import { orderLinesCancelled, orderPlaced } from "../ordering.ts";
import { publishedLanguage } from "../published-language.ts";
import { undeclaredFields } from "./undeclared.ts";

describe("a field that no contract declares", () => {
  it.each(publishedLanguage.map((contract) => [contract.name, contract] as const))("is in no example (%s)", (_, contract) => {
    expect(undeclaredFields(contract, contract.example)).toEqual([]);
  });

  it("is found wherever it is", () => {
    const { example } = orderPlaced;
    const [line] = example.quote.lines;
    const contact = { ...example.contact, name: "Ada" };
    const quote = { ...example.quote, lines: [line!, { ...line!, secret: 1 }] };
    const said = { ...example, quote, contact, email: "ada@example.org" };
    expect(undeclaredFields(orderPlaced, said)).toEqual(["/quote/lines/1/secret", "/contact/name", "/email"]);
    expect(undeclaredFields(orderLinesCancelled, { lines: [{ lineId: 1, price: 2 }] })).toEqual(["/lines/0/price"]);
  });
});
