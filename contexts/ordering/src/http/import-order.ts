import {
  type Answer,
  CurrencyText,
  ExternalIdText,
  exactly,
  InstantText,
  orNull,
  QuantityJson,
  type Route,
  route,
  SkuText,
  UnitPriceJson,
} from "@waybill/contracts/http";
import { OrderId } from "@waybill/contracts/vocabulary";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import { quoteOf } from "../domain/quote.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { OrderIdText } from "./order-json.ts";
import type { OrderingPorts } from "./ports.ts";
import { unpriceable } from "./refusal-codes.ts";

/** Which system it comes from. */
export const SourceText = Type.String({
  pattern: `^[\\w.-]{1,${orderingEdgeLimits.sourceChars}}$`,
  description: "Which system it comes from: two may have an order of the same id",
  examples: ["online-retail"],
});
export const ForeignText = Type.String({ minLength: 1, maxLength: orderingEdgeLimits.foreignTextChars });

const ImportOrderBody = exactly(
  {
    source: SourceText,
    externalId: ExternalIdText,
    placedAt: InstantText,
    currency: CurrencyText,
    customerRef: Type.Optional(orNull(ForeignText)),
    country: Type.Optional(orNull(ForeignText)),
    lines: Type.Array(
      exactly({
        sku: SkuText,
        name: Type.String({ minLength: 1, maxLength: orderingLimits.lineNameCharacters }),
        quantity: QuantityJson,
        unitPrice: UnitPriceJson,
      }),
      { minItems: 1, maxItems: orderingLimits.orderLines },
    ),
  },
  { title: "ImportOrder" },
);

const ImportedJson = exactly(
  { id: OrderIdText, externalId: ExternalIdText, version: Type.Integer({ minimum: 1 }) },
  { title: "ImportedOrder" },
);

export const importOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "importOrder",
    method: "POST",
    path: "/v1/orders/import",
    summary: "Take in an order that was completed elsewhere",
    description: "History: nothing follows from it. Sent again (the same source and externalId) it adds nothing and answers 200.",
    body: ImportOrderBody,
    answers: { 200: ImportedJson, 201: ImportedJson },
    refusals: [...unpriceable, "QuoteDoesNotAddUp"],
    handle: async ({ body, caller: { merchant }, command, at }): Promise<Answer> => {
      const { source, externalId, placedAt, customerRef = null, country = null } = body;
      const quoted = quoteOf(termsOf(body));
      if (quoted.kind === "refused") return quoted;
      const orderId = OrderId.derive(merchant, "import", source, externalId);
      const facts = { orderId, merchantId: merchant, externalId, customerRef, country, quote: quoted.quote, placedAt, at };
      const outcome = await ports.orders.handle(orderId, { type: "ImportOrder", ...facts }, { ...command, isNew: true });
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const { version, replayed } = outcome;
      const answer = { kind: "done", body: { id: orderId, externalId, version }, version, replayed } as const;
      if (outcome.kind === "nothingToDo") return { ...answer, status: 200 };
      const { name: log, incarnation } = ports.log;
      const written = { log, incarnation, partition: outcome.partition, position: outcome.position };
      return { ...answer, status: 201, location: `/v1/orders/${orderId}`, written };
    },
  });

/** What was paid elsewhere is what it cost: no discount, fee or tax is added. */
const termsOf = ({ currency, lines }: StaticDecode<typeof ImportOrderBody>): Parameters<typeof quoteOf>[0] => ({
  currency,
  pricesIncludeTax: true,
  lines: lines.map(({ sku, name, quantity, unitPrice }, index) => ({
    lineId: index + 1,
    sku,
    name,
    quantity,
    unitPrice,
    discount: 0,
    taxRatePpm: 0,
  })),
  delivery: { fee: 0, taxRatePpm: 0 },
});
