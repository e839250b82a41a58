import { setTimeout as sleep } from "node:timers/promises";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import type { OrderId } from "@waybill/contracts/vocabulary";
import type { CustomerParts } from "./customer.ts";
import { bodyOf } from "./order-body.ts";

type OfficeParts = Pick<CustomerParts, "chance" | "client">;

/** Somebody in the office lets go of a payment by mistake, at whatever moment: also while its money is taken, or its order is cancelled. */
export const voidPayment = async (orderId: OrderId, { client, chance }: OfficeParts): Promise<void> => {
  await sleep(chance.happens(0.25) ? chance.between(500, 6_000) : chance.between(5_000, 120_000));
  const params = { paymentId: paymentIdOf(orderId, chance.happens(0.8) ? 1 : 2) };
  await client.ask("voidPayment", { params, key: `void of ${orderId}` });
};

/** A little of what was taken is given back, for a broken cup; or all of it. */
export const giveBack = async (orderId: OrderId, { client, chance }: OfficeParts): Promise<void> => {
  await sleep(chance.between(20_000, 150_000));
  const answer = await client.ask("getOrder", { params: { orderId } });
  if (answer?.kind !== "done") return;
  const { payment, totals } = bodyOf(answer);
  const left = payment.captured.amount - payment.refunded.amount;
  const amount = { amount: chance.happens(0.3) ? left : Math.min(left, 1 + chance.below(50)), currency: totals.grand.currency };
  if (left <= 0) return;
  const params = { paymentId: paymentIdOf(orderId, 1) };
  await client.ask("refundPayment", { params, body: { amount, reason: "a broken cup" }, key: `refund of ${orderId}` });
};
