import type { Caller } from "@waybill/contracts/http";
import type { Json } from "@waybill/kernel/brand";
import { isoFromInstant } from "@waybill/kernel/clock";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import type { KnownCustomer } from "../domain/customer.ts";
import type { CustomerRecord } from "../domain/customer-record.ts";
import type { CustomersPorts, ListedCustomer } from "./ports.ts";

/** Who may read names and addresses: who serves customers, and a storefront for whom the customer was opened. */
const seesPersons = ({ role }: Caller): boolean => role === "admin" || role === "operator" || role === "staff" || role === "storefront";

/** The customer as this caller sees it; a storefront is given the token that opens it, and not told why somebody is blocked. */
export const customerBody = async (
  { sealer, tokens }: Pick<CustomersPorts, "sealer" | "tokens">,
  record: CustomerRecord,
  caller: Caller,
) => {
  const { customer, merchantId, addedAt, updatedAt, version } = record;
  const { customerId, status, consents, preferences, blocked } = customer;
  const isPublic = caller.role === "storefront";
  return {
    id: customerId,
    merchantId,
    status,
    ...(seesPersons(caller) && (await personOf(sealer, customer))),
    consents: consents.map(({ purpose, given, at }) => ({ purpose, given, at: isoFromInstant(at) })),
    preferences,
    ...(!isPublic && { blocked: blocked && { reason: blocked.reason, at: isoFromInstant(blocked.at) } }),
    addedAt: isoFromInstant(addedAt),
    updatedAt: isoFromInstant(updatedAt),
    version,
    ...(isPublic && { accessToken: tokens.of(merchantId, customerId) }),
  };
};

const personOf = async (sealer: Sealer, { profile, addresses }: KnownCustomer) => {
  const { name, email, phone, locale, timeZone } = profile;
  const opened = await Promise.all(
    addresses.map(async ({ addressId, address }) => {
      const plain = await sealer.open(address);
      return plain && { id: addressId, ...plain };
    }),
  );
  return {
    name: await openOrNull(sealer, name),
    email: await openOrNull(sealer, email),
    phone: await openOrNull(sealer, phone),
    locale: await openOrNull(sealer, locale),
    timeZone: await openOrNull(sealer, timeZone),
    // Erased a moment ago: the key is gone, and the record has not said so yet.
    addresses: opened.filter((address) => address !== null),
  };
};

export const listedJson = async (sealer: Sealer, caller: Caller, listed: ListedCustomer) => ({
  id: listed.customerId,
  status: listed.status,
  ...(seesPersons(caller) && { name: await openOrNull(sealer, listed.name), email: await openOrNull(sealer, listed.email) }),
  isBlocked: listed.blocked,
  addedAt: isoFromInstant(listed.addedAt),
  updatedAt: isoFromInstant(listed.updatedAt),
  version: listed.version,
});

/** Null also once its person was erased. */
export const openOrNull = async <T extends Json>(sealer: Sealer, sealed: Sealed<T> | null): Promise<T | null> =>
  sealed === null ? null : await sealer.open(sealed);
