/**
 * How to reach a person. Personal data: in events, messages, read models and logs it is only ever `Sealed<Contact>`.
 */
export type Contact = {
  readonly name: string;
  readonly email?: string;
  /** E.164: `+35840123456`. */
  readonly phone?: string;
  /** BCP 47: `fi`, `de-AT`. */
  readonly locale?: string;
};

/** Where to bring it. Personal data: in events, messages, read models and logs it is only ever `Sealed<Address>`. */
export type Address = {
  /** Street and number, building, floor: as they are written on a parcel. */
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode?: string;
  readonly region?: string;
  /** ISO 3166-1 alpha-2: `FI`. */
  readonly country: string;
  /** WGS 84 degrees, where known. */
  readonly location?: { readonly lat: number; readonly lon: number };
};
