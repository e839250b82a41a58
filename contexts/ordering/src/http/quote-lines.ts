import { type Answer, CountryText, exactly, type Route, route } from "@waybill/contracts/http";
import { isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { pricedLines, totalsOf } from "../domain/cart-document.ts";
import { QuoteJson } from "./cart-json.ts";
import { LinesBody, setsPrices } from "./order-lines-body.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";
import { price } from "./pricing.ts";
import { unpriceable } from "./refusal-codes.ts";

export const quoteLines = (ports: OrderingPorts): Route =>
  route({
    operation: "quoteLines",
    method: "POST",
    path: "/v1/quotes",
    summary: "What an order of these lines would cost now",
    description:
      "Nothing is stored, and nothing is promised: asked again, it is computed again. Taxed as goods to the country are; without one, as in the only country whose tax rates are known.",
    body: exactly({ lines: LinesBody, country: Type.Optional(CountryText) }, { title: "QuoteLines" }),
    example: { lines: [{ sku: "85123A", quantity: 6 }] },
    reads: ["product_price", "sale_terms"],
    answers: { 200: QuoteJson },
    refusals: [...unpriceable, "UnknownSku", "PriceIsNotYours"],
    handle: async ({ body: { lines, country = null }, caller, at }): Promise<Answer> => {
      if (caller.role === "storefront" && lines.some(setsPrices)) return reject<OrderingRequestRefusal>({ code: "PriceIsNotYours" });
      const priced = await price(lines, { merchant: caller.merchant, country }, ports);
      if (priced.kind === "refused") return priced;
      const { quote } = priced;
      const body = { currency: quote.currency, lines: pricedLines(quote), totals: totalsOf(quote), quotedAt: isoFromInstant(at) };
      return { kind: "done", status: 200, body };
    },
  });
