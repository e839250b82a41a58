/** Every limit of billing: its unit is in its name, the reason beside it. */
export const billingLimits = {
  /** Characters of a reference to a payment method. */
  methodCharacters: 100,
  /** Characters of a tax category: a word such as `standard` or `books`, as products name it. */
  taxCategoryCharacters: 40,
  /** Tax categories of one country: the most intricate have a dozen. */
  taxCategories: 100,
  /** The highest tax rate, in millionths: as much again as the goods. */
  taxRatePpm: 1_000_000,
  /** Minutes that a merchant may give its customers: a week. Stock that is kept for nobody for longer is stock that is not sold. */
  policyMinutes: 10_080,
  /** Attempts to pay that a merchant may allow: whoever needs more tries cards that are not theirs. */
  paymentAttempts: 10,
  /** Characters of each line in which an invoice names the seller: what fits into its column twice. */
  sellerCharacters: 100,
  /** Characters of a locale or a time zone: the longest of IANA has 32. */
  mannerCharacters: 64,
  /** Lines of the seller's address. */
  sellerLines: 6,
  /** Characters of the reason for a refund: a sentence. */
  reasonCharacters: 200,
  /** Captures of one payment: one for each hand-over, and an order has fewer fulfilments than lines. */
  captures: 1_000,
  /** Refunds of one payment: one for each return. */
  refunds: 1_000,
  /** Tries that a provider refused and may have done all the same, of one payment: an operator who retries
   * makes three more at most. */
  refusedTries: 1_000,
  /** How long a call to a provider may take: then it is given up, and what became of it is looked up. */
  callMs: 10_000,
  /** After this long, a call of which the provider has never heard will not arrive any more: `callMs`, and as much again for clocks that differ. */
  callSettlesMs: 20_000,
  /** Calls and look-ups under way at once in one process; more wait, and with them the following of the log. */
  callsAtOnce: 256,
  /** How long what was parked waits for a place among them: then it was not tried, and is tried again. Well below the patience of who tries it (45 s), which is left for the claim. */
  placeMs: 20_000,
  /** Calls of one operation of which each certainly never arrived: then it is as if the provider had refused. */
  calls: 5,
  /** Pauses before looking up, one after the other; then always the last. Most outages are over in seconds, the rest in hours. */
  lookUpPausesMs: [2_000, 20_000, 60_000, 300_000, 900_000, 3_600_000],
  /** Pauses before what a provider refused is tried again: a card that is busy now is free soon. With them, Capturing ends within 10 min. */
  retryPausesMs: [30_000, 300_000],
  /** How long the customer has to confirm at the bank, unless the provider says otherwise. The order is reserved as long. */
  actionMs: 900_000,
  /** How long before it expires an authorisation is set aside anew. */
  renewalLeadMs: 86_400_000,
  /** What is set aside for a shorter time is not set aside anew: it would be all that we do. */
  renewableMs: 3_600_000,
  /** How much later one book may have a movement than the other: a look-up that took hours, and clocks that differ. */
  reconciliationMarginMs: 7_200_000,
  /** Differences that are kept of one day: whoever sees so many asks for the day as it is now. */
  keptDifferences: 1_000,
  /** How long an outcome may be unknown until an operator has to ask the provider. */
  unknownMs: 86_400_000,
  /** How long an operation may be under way until an operator has to look. */
  operationMs: 600_000,
} as const;
