import type { Caller } from "@waybill/contracts/http";
import type { Json } from "@waybill/kernel/brand";
import { type Instant, isoFromInstant } from "@waybill/kernel/clock";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import { orderDocument } from "../domain/order-document.ts";
import type { DeliveryWish } from "../domain/order-events.ts";
import type { OrderRecord } from "../domain/order-record.ts";

/** Who may read names and addresses: who serves customers, and a storefront for whom the order was opened. */
const seesPersons = ({ role }: Caller): boolean => role === "admin" || role === "operator" || role === "staff" || role === "storefront";

/** The order as JSON; personal data is opened, or left out for those who may not see it, and null once it was erased. */
export const orderJson = async (record: OrderRecord, caller: Caller, sealer: Sealer) => {
  const order = orderDocument(record);
  const { contact, address, note, delivery, promise, deadline } = order;
  const sees = seesPersons(caller);
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    holds: order.holds.map(({ reason, until }) => ({ reason, until: iso(until) })),
    merchantId: order.merchantId,
    customerId: order.customerId,
    customerRef: order.customerRef,
    country: order.country,
    externalId: order.externalId,
    currency: order.currency,
    lines: order.lines,
    totals: order.totals,
    payment: order.payment,
    fulfilments: [],
    deliveries: [],
    refusal: order.refusal,
    delivery: delivery && (await deliveryJson(delivery, sees ? sealer : null)),
    promise: promise && { from: isoFromInstant(promise.from), until: isoFromInstant(promise.until) },
    ...(sees && { contact: await open(sealer, contact), address: await open(sealer, address), note: await open(sealer, note) }),
    metadata: order.metadata,
    placedAt: isoFromInstant(order.placedAt),
    updatedAt: isoFromInstant(order.updatedAt),
    version: order.version,
    deadline: deadline && { at: isoFromInstant(deadline.at), owner: deadline.owner },
  };
};

const deliveryJson = async ({ method, slot, instructions }: DeliveryWish, sealer: Sealer | null) => ({
  method,
  slot,
  ...(sealer && { instructions: await open(sealer, instructions) }),
});

const open = async <T extends Json>(sealer: Sealer, sealed: Sealed<T> | null): Promise<T | null> =>
  sealed === null ? null : await sealer.open(sealed);

const iso = (at: Instant | null): string | null => (at === null ? null : isoFromInstant(at));
