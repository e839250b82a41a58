import type { Address, CustomerId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { Preference, ProfileField } from "./customer-events.ts";

/** When it is asked for. Time comes in with the command. */
type Asked = { readonly at: Instant };

export type AddCustomer = Asked & {
  readonly type: "AddCustomer";
  readonly customerId: CustomerId;
  readonly merchantId: MerchantId;
  readonly name: Sealed<string>;
  readonly email: Sealed<string> | null;
  readonly phone: Sealed<string> | null;
  readonly locale: Sealed<string> | null;
  readonly timeZone: Sealed<string> | null;
};

export type ProfileChange = { readonly field: ProfileField; readonly value: Sealed<string> | null };

/** What is not named stays. A sealed text does not tell whether it is the one that is there already: whoever asks has looked. */
export type ChangeCustomer = Asked & {
  readonly type: "ChangeCustomer";
  readonly changes: readonly ProfileChange[];
  /** Null unblocks. */
  readonly blocked?: { readonly reason: string } | null;
};

export type AddressCommand =
  | (Asked & { readonly type: "AddAddress"; readonly address: Sealed<Address> })
  | (Asked & { readonly type: "ChangeAddress"; readonly addressId: number; readonly address: Sealed<Address> })
  | (Asked & { readonly type: "RemoveAddress"; readonly addressId: number });

export type WishCommand =
  | (Asked & { readonly type: "GiveConsent"; readonly purpose: string })
  | (Asked & { readonly type: "WithdrawConsent"; readonly purpose: string })
  | (Asked & { readonly type: "SetPreferences"; readonly preferences: readonly Preference[] });

/** `attempt` is that of the erasure that was started; one that is over has no say. */
export type ErasureCommand =
  | (Asked & { readonly type: "StartErasure" })
  | (Asked & { readonly type: "AbandonErasure"; readonly attempt: number; readonly orders: readonly OrderId[] })
  /** The key is gone: it was dropped before this is said. */
  | (Asked & { readonly type: "CompleteErasure"; readonly attempt: number });

export type CustomerCommand = AddCustomer | AddressCommand | ChangeCustomer | ErasureCommand | WishCommand;
