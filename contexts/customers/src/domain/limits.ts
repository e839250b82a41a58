/** Every limit of customers: its unit is in its name, the reason beside it. */
export const customersLimits = {
  /** Addresses of one customer: an office that orders for its branches has some dozens. */
  addresses: 50,
  /** Purposes that one customer was asked about: a privacy notice that lists more is read by nobody. */
  consents: 50,
  /** Preferences of one customer: a dozen topics over every channel. */
  preferences: 100,
  /** Characters of a purpose, a topic or a code: words, not sentences. */
  wordCharacters: 60,
  /** Orders that a refused erasure names: enough to go and look, however many there are. */
  namedOrders: 20,
  /** How long an erasure may be under way before another process takes it over: whoever began it needs a fraction of a second. */
  erasureMs: 10_000,
} as const;
