import type { Caller } from "@waybill/contracts/http";
import type { Address, Contact } from "@waybill/contracts/vocabulary";
import { type Instant, isoFromInstant } from "@waybill/kernel/clock";
import type { Sealer } from "@waybill/kernel/sealed";
import { orderDocument } from "../domain/order-document.ts";
import type { DeliveryWish } from "../domain/order-events.ts";
import type { OrderRecord } from "../domain/order-record.ts";

/** Who may read names and addresses: who serves customers, and a storefront for whom the order was opened. */
const seesPersons = ({ role }: Caller): boolean => role === "admin" || role === "operator" || role === "staff" || role === "storefront";

/** What an order tells of its person, opened: null where nothing was said, or it was erased. */
export interface Personal {
  readonly contact: Contact | null;
  readonly address: Address | null;
  readonly note: string | null;
  readonly instructions: string | null;
}

/** Null for those who may not see it. */
export const personalOf = async (record: OrderRecord, caller: Caller, sealer: Sealer): Promise<Personal | null> => {
  if (!seesPersons(caller)) return null;
  const { contact, address, note, delivery } = record;
  return {
    contact: contact && (await sealer.open(contact)),
    address: address && (await sealer.open(address)),
    note: note && (await sealer.open(note)),
    instructions: delivery?.instructions ? await sealer.open(delivery.instructions) : null,
  };
};

/** The order as JSON; personal data is opened, or left out for those who may not see it, and null once it was erased. */
export const orderJson = async (record: OrderRecord, caller: Caller, sealer: Sealer) =>
  orderJsonWith(record, await personalOf(record, caller, sealer));

export const orderJsonWith = (record: OrderRecord, personal: Personal | null) => {
  const order = orderDocument(record);
  const { delivery, promise, deadline } = order;
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
    delivery: delivery && deliveryJson(delivery, personal),
    promise: promise && { from: isoFromInstant(promise.from), until: isoFromInstant(promise.until) },
    ...(personal && { contact: personal.contact, address: personal.address, note: personal.note }),
    metadata: order.metadata,
    placedAt: isoFromInstant(order.placedAt),
    updatedAt: isoFromInstant(order.updatedAt),
    version: order.version,
    deadline: deadline && { at: isoFromInstant(deadline.at), owner: deadline.owner },
  };
};

const deliveryJson = ({ method, slot }: DeliveryWish, personal: Personal | null) => ({
  method,
  slot,
  ...(personal && { instructions: personal.instructions }),
});

const iso = (at: Instant | null): string | null => (at === null ? null : isoFromInstant(at));
