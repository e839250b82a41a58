import type { OrderId } from "@waybill/contracts/ids";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import type { CommandContext } from "@waybill/kernel/command-identity";
import { derivedUuid, newId } from "@waybill/kernel/id";
import { type OrderCommand, type Quote, quoteOf } from "@waybill/ordering";
import { gbp, merchant, skuOf } from "./names.ts";

/** A basket of two lines, with names of ordinary length. */
const basket = (): Quote => {
  const line = { quantity: 6, discount: 0, taxRatePpm: 200_000 };
  const quoted = quoteOf({
    currency: gbp,
    pricesIncludeTax: true,
    delivery: { fee: 395, taxRatePpm: 200_000 },
    lines: [
      {
        ...line,
        lineId: 1,
        sku: skuOf("85123A"),
        name: "White hanging heart t-light holder",
        unitPrice: { amount: 255, decimals: 2, currency: gbp },
      },
      { ...line, lineId: 2, sku: skuOf("71053"), name: "White metal lantern", unitPrice: { amount: 339, decimals: 2, currency: gbp } },
    ],
  });
  if (quoted.kind === "refused") throw new Error(`the benchmark's basket is refused: ${quoted.refusal.code}`);
  return quoted.quote;
};

const quote = basket();
const total = { amount: quote.totals.grand, currency: gbp };
const allLines = quote.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));

/** The six commands of one order's life that every benchmark counts as steps: from placed to delivered. */
export const orderSteps = (orderId: OrderId): readonly OrderCommand[] => {
  const at = systemClock.now();
  const promise = null;
  return [
    {
      type: "PlaceOrder",
      orderId,
      merchantId: merchant,
      customerId: null,
      customerIsBlocked: false,
      externalId: null,
      cartId: null,
      quote,
      payments: [{ method: "pm_ok", amount: total.amount }],
      policies: usualOrderPolicies,
      allowPartial: false,
      delivery: null,
      promise,
      contact: null,
      address: null,
      note: null,
      metadata: {},
      at,
    },
    { type: "ReserveOrder", backordered: [], at },
    { type: "ConfirmOrder", customerId: null, authorised: total, reservationsCommitted: true, at },
    { type: "StartFulfilment", promise, at },
    { type: "HandOverLines", source: newId("ful"), lines: allLines, at },
    { type: "DeliverLines", source: newId("dlv"), lines: allLines, at },
  ];
};

/** As a saga would send it: under an id that a retry repeats, and with who asked and why. */
export const stepContext = (orderId: OrderId, command: OrderCommand): CommandContext => ({
  merchant,
  actor: "saga:fulfil-order",
  correlation: orderId,
  commandId: derivedUuid(orderId, command.type),
  request: command.type,
  isNew: command.type === "PlaceOrder",
});
