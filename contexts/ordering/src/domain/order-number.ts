import type { OrderId } from "@waybill/contracts/vocabulary";

/**
 * What people call the order on the phone: the last eight characters of its id in two groups, such as `4N02-Q7XK`. No
 * counter is needed, because nothing is found by it: a label, not a key. Forty bits of chance make two equal ones among a
 * thousand orders of a day a matter of once in six thousand years.
 */
export const orderNumber = (orderId: OrderId): string => `${orderId.slice(-8, -4)}-${orderId.slice(-4)}`.toUpperCase();
