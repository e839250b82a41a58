import { type MerchantId, type OrderPolicies, orderPoliciesOf, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { billingLimits } from "./limits.ts";
import { type Manner, plainManner } from "./manner.ts";

/** Who sells, as invoices name it. */
export type Seller = {
  readonly name: string;
  readonly addressLines: readonly string[];
  /** As the tax office writes it, such as `FI12345671`. */
  readonly taxId: string | null;
  readonly email: string | null;
};

/** What a merchant has said of itself. */
export type Merchant = {
  readonly manner: Manner;
  readonly policies: OrderPolicies;
  /** Null as long as nobody has said. */
  readonly seller: Seller | null;
};

/** What is not named stays as it is. */
export type ChangeMerchant = {
  readonly type: "ChangeMerchant";
  readonly merchantId: MerchantId;
  readonly policies: Partial<OrderPolicies>;
  /** Null: invoices name nobody. */
  readonly seller?: Seller | null;
  readonly manner?: Partial<Manner>;
  readonly at: Instant;
};

// The names below are storage format: an event that was renamed is an event that was lost.
export type MerchantEvent = { readonly merchantId: MerchantId; readonly at: Instant } & (
  | { readonly type: "OrderPoliciesSet"; readonly policies: OrderPolicies }
  | { readonly type: "SellerNamed"; readonly seller: Seller | null }
  | { readonly type: "MannerSet"; readonly manner: Manner }
);

type CountedPolicy = Exclude<keyof OrderPolicies, "capture">;

export type MerchantRefusal =
  | { readonly code: "PolicyIsOutOfRange"; readonly policy: CountedPolicy }
  | { readonly code: "SellerHasNoName" | "SellerIsTooLong" };

const decide = (command: ChangeMerchant, merchant: Merchant): Decision<MerchantEvent, MerchantRefusal> => {
  const { merchantId, at } = command;
  const { awaitingCustomerMinutes, reservedMinutes, paymentAttempts, capture } = command.policies;
  const policies: OrderPolicies = {
    awaitingCustomerMinutes: awaitingCustomerMinutes ?? merchant.policies.awaitingCustomerMinutes,
    reservedMinutes: reservedMinutes ?? merchant.policies.reservedMinutes,
    paymentAttempts: paymentAttempts ?? merchant.policies.paymentAttempts,
    capture: capture ?? merchant.policies.capture,
  };
  const seller = command.seller === undefined ? merchant.seller : command.seller && sellerOf(command.seller);
  const { locale = merchant.manner.locale, timeZone = merchant.manner.timeZone } = command.manner ?? {};
  const manner: Manner = { locale, timeZone };
  const refusal = outOfRange(policies) ?? (seller && badSeller(seller));
  if (refusal !== null) return reject(refusal);
  const events: MerchantEvent[] = [];
  if (!isSame(policies, merchant.policies)) events.push({ type: "OrderPoliciesSet", merchantId, policies, at });
  if (!isSame(seller, merchant.seller)) events.push({ type: "SellerNamed", merchantId, seller, at });
  if (!isSame(manner, merchant.manner)) events.push({ type: "MannerSet", merchantId, manner, at });
  const [first, ...others] = events;
  return first === undefined ? nothingToDo : accept(first, ...others);
};

/** These fields and no others: what is copied into an event is copied field by field. */
export const sellerOf = ({ name, addressLines, taxId, email }: Seller): Seller => ({
  name,
  addressLines: addressLines.map((line) => line),
  taxId,
  email,
});

const mostOfPolicies: readonly (readonly [policy: CountedPolicy, most: number])[] = [
  ["awaitingCustomerMinutes", billingLimits.policyMinutes],
  ["reservedMinutes", billingLimits.policyMinutes],
  ["paymentAttempts", billingLimits.paymentAttempts],
];

const outOfRange = (policies: OrderPolicies): MerchantRefusal | null => {
  for (const [policy, most] of mostOfPolicies) {
    const value = policies[policy];
    if (!Number.isSafeInteger(value) || value < 1 || value > most) return { code: "PolicyIsOutOfRange", policy };
  }
  return null;
};

const badSeller = ({ name, addressLines, taxId, email }: Seller): MerchantRefusal | null => {
  if (name.trim() === "") return { code: "SellerHasNoName" };
  const isLong = [name, ...addressLines, taxId ?? "", email ?? ""].some((text) => text.length > billingLimits.sellerCharacters);
  return isLong || addressLines.length > billingLimits.sellerLines ? { code: "SellerIsTooLong" } : null;
};

/** All are made field by field, in one order. */
const isSame = <Said extends Manner | OrderPolicies | Seller | null>(one: Said, other: Said): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const evolve = (merchant: Merchant, event: MerchantEvent): Merchant => {
  switch (event.type) {
    case "OrderPoliciesSet":
      return { ...merchant, policies: orderPoliciesOf(event.policies) };
    case "SellerNamed":
      return { ...merchant, seller: event.seller };
    case "MannerSet":
      return { ...merchant, manner: event.manner };
  }
};

/** What a merchant says of itself. Who says it last is right; orders and invoices keep what held when they were made. */
export const merchantDecider: Decider<ChangeMerchant, Merchant, MerchantEvent, MerchantRefusal> = {
  initial: { policies: usualOrderPolicies, seller: null, manner: plainManner },
  decide,
  evolve,
};
