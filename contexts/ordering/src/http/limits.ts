/** Limits of ordering's edge: the unit is in the name, the reason beside it. */
export const orderingEdgeLimits = {
  /** How long an order waits for a product that ordering has not heard of yet (http-api.md: just-written facts). */
  unknownSkuWaitMs: 1_000,
  /** How often it looks meanwhile. */
  unknownSkuLookMs: 25,
  /** How long an order waits for a customer whom ordering has not heard of yet (http-api.md: just-written facts). */
  unknownCustomerWaitMs: 1_000,
  /** How often it looks meanwhile. */
  unknownCustomerLookMs: 25,
  /** How long a payment waits for stock to be held for an order that was placed a moment ago (http-api.md: just-written facts). */
  justPlacedWaitMs: 1_000,
  /** How long a promise waits for an erasure to end one way or the other: it takes a fraction of that, unless its process has died. */
  erasureWaitMs: 1_000,
  /** How often it looks meanwhile. */
  erasureLookMs: 25,
  /** Events of an order that a stream reads at once: hardly any order has more. */
  newsEvents: 100,
  /** How long whoever waits for an order waits for news at most before it looks by itself. */
  awaitedLookMs: 2_000,
  /** Characters of a delivery slot's name. */
  slotChars: 100,
  /** Characters of what the courier should know. */
  instructionsChars: 500,
  /** Characters of a note on an order. */
  noteChars: 2_000,
  /** Characters of a payment method's reference. */
  paymentMethodChars: 100,
  /** Characters of where an imported order comes from, such as `online-retail`. */
  sourceChars: 60,
  /** Characters of a customer or a country as another system writes them. */
  foreignTextChars: 200,
  /** How often a merge takes over what was put into the other cart meanwhile. */
  mergeAttempts: 3,
  /** When a merge may try again that was overtaken so often: somebody is filling that cart by the second. */
  mergeRetryMs: 1_000,
} as const;
