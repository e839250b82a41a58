/** Limits of what the API takes: the unit is in the name, the reason beside it. */
export const apiLimits = {
  /** Items of one page at most: what a screen or a script digests at once. */
  pageItems: 200,
  /** Items of a page when nobody says how many. */
  defaultPageItems: 50,
  /** Characters of a cursor: ours have fewer than 300. */
  cursorChars: 500,
  /** Characters of a person's name; the longest on record have about 200. */
  nameChars: 200,
  /** Characters of an e-mail address (RFC 5321, 4.5.3.1.3, without the angle brackets). */
  emailChars: 254,
  /** Lines of an address before the city: more do not fit on a parcel's label. */
  addressLines: 5,
  /** Characters of one of them, and of a city or region. */
  addressLineChars: 200,
  /** Characters of a postal code: the longest (Iran, Brazil with its hyphen) have ten. */
  postalCodeChars: 16,
  /** Labels that a merchant may put on one thing. */
  metadataEntries: 50,
  /** Characters of a label's name. */
  metadataKeyChars: 60,
  /** Characters of a label's value. */
  metadataValueChars: 500,
  /** The first instant that is taken, in milliseconds since 1970: the year 1, since PostgreSQL has no year 0. */
  firstInstantMs: Date.parse("0001-01-01T00:00:00.000Z"),
  /** The last one: RFC 3339 writes years with four digits. */
  lastInstantMs: Date.parse("9999-12-31T23:59:59.999Z"),
} as const;
