/** Every limit of ordering: its unit is in its name, the reason beside it. */
export const orderingLimits = {
  /** Orders that one return is of, and lines of each that came back: as many as an order may have lines. */
  returnedOrders: 1_000,
  returnedLines: 1_000,
  /** Lines of one order. The longest of 3,501 real wholesale invoices has 675; at 1,000 an order is still one event of 200 kB. */
  orderLines: 1_000,
  /** Characters of a line's name, as the customer reads it. */
  lineNameCharacters: 300,
  /** The highest tax rate, in millionths: 100 %. Above it somebody mixed up per cent and millionths. */
  taxRatePpm: 1_000_000,
  /** Holds on one order at a time: more reasons than anybody could read. */
  holds: 16,
  /** Characters of what a person or a rule gives as a reason. */
  reasonCharacters: 200,
  /** Payments that an order is split into when it is placed. */
  payments: 10,
  /** Payments of one order in all, with those that were declined: every try, and a few parts. */
  paymentsInAll: 30,
  /** Articles in one cart: as many as an order may have lines. */
  cartItems: 1_000,
  /**
   * Pauses before an order is asked once more to be confirmed that is on hold, while the news of the hold are on their way; then always the last. They are
   * a moment late, or somebody has to see to them.
   */
  confirmPausesMs: [1_000, 2_000, 20_000, 60_000, 300_000, 900_000, 3_600_000],
  /** How long a price holds that the customer saw in the cart: a coffee and a look for the card. Later the catalog is asked again. */
  priceHoldsMs: 30 * 60_000,
} as const;
