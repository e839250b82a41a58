import type { CustomersRefusal } from "@waybill/customers";
import type { Status } from "./problem-status.ts";

/** What customers' refusals are in HTTP; the reasons are those of `problem-status.ts`. */
export const customersStatus: Readonly<Record<CustomersRefusal["code"], Status>> = {
  AccessTokenIsMissing: 403,
  AddressIsUnknown: 404,
  CustomerIsUnknown: 404,
  OrderIsNotPlaced: 404,
  AttemptIsOver: 409,
  CustomerHasLiveOrders: 409,
  CustomerHasTooManyAddresses: 409,
  CustomerHasTooManyConsents: 409,
  CustomerHasTooManyPreferences: 409,
  CustomerIsActive: 409,
  CustomerIsErased: 409,
  CustomerIsErasing: 409,
  GuestIsErased: 409,
  GuestIsErasing: 409,
  GuestIsKept: 409,
  OrderHasNoGuest: 409,
  OrderIsUnderWay: 409,
  NameIsMissing: 422,
  PreferenceIsRepeated: 422,
};
