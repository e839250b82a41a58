import type { ExternalId, MerchantId, Money, OrderId, ReturnId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, nothingToDo } from "@waybill/kernel/decider";
import type { LineQuantity } from "./order-lines.ts";

/** What came back of one order. */
export type ReturnedOrder = {
  readonly orderId: OrderId;
  readonly externalId: ExternalId;
  readonly lines: readonly ReturnedLine[];
  readonly credit: Money;
};
/** `lineId` is the order's line, `of` that of the other system's return. */
export type ReturnedLine = LineQuantity & { readonly of: number };

export type ImportReturn = {
  readonly type: "ImportReturn";
  readonly returnId: ReturnId;
  readonly merchantId: MerchantId;
  readonly externalId: ExternalId;
  /** How the other system calls the customer; null where it does not. */
  readonly customerRef: string | null;
  /** Whose lines came back; none where nobody can tell. */
  readonly orders: readonly ReturnedOrder[];
  /** Elsewhere. */
  readonly returnedAt: Instant;
  readonly at: Instant;
};

// The name is storage format: an event that was renamed is an event that was lost.
export type ReturnImported = Omit<ImportReturn, "type"> & { readonly type: "ReturnImported" };

/** What is known of a return from elsewhere. Null until it has been imported. */
export type ImportedReturn = Pick<ReturnImported, "orders" | "returnedAt"> | null;

/**
 * A return that happened elsewhere, and of which orders it was. It is said once: whoever tells it again, knowing more orders or fewer, is
 * told what was said first, so that nothing comes back twice.
 */
export const importedReturnDecider: Decider<ImportReturn, ImportedReturn, ReturnImported, never> = {
  initial: null,
  decide: (command, known) => {
    if (known !== null) return nothingToDo;
    const { returnId, merchantId, externalId, customerRef, returnedAt, at } = command;
    const orders = command.orders.map(returnedOrder);
    return accept({ type: "ReturnImported", returnId, merchantId, externalId, customerRef, orders, returnedAt, at });
  },
  evolve: (_, { orders, returnedAt }) => ({ orders, returnedAt }),
};

const returnedOrder = ({ orderId, externalId, lines, credit }: ReturnedOrder): ReturnedOrder => ({
  orderId,
  externalId,
  lines: lines.map(({ lineId, quantity, of }) => ({ lineId, quantity, of })),
  credit: { amount: credit.amount, currency: credit.currency },
});
