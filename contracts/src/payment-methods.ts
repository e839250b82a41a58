/** What was taken by somebody else, such as a bank transfer or cash: the one method that only the office may say. */
export const recordedMethod = "recorded";

/** Methods by which somebody takes the money, so that no provider is asked, and what each does. */
export const methodsByHand = {
  [recordedMethod]: "somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys",
  on_delivery: "a courier takes the money at the door: authorised at once, and not taken before",
} as const;

/** The methods that the simulated provider obeys, and what each does. It declines every other with `MethodIsUnknown`. */
export const simulatedMethods = {
  pm_ok: "is authorised, captured and refunded without trouble",
  pm_declined: "is declined (`CardIsDeclined`)",
  pm_expired_card: "is declined (`CardIsExpired`)",
  pm_requires_action: "waits until the customer has confirmed it at the bank (`nextAction`)",
  pm_timeout_then_ok: "the bank's answer gets lost; looked up, it is authorised",
  pm_timeout_then_declined: "the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`)",
  pm_capture_fails_once: "is authorised; the first capture is refused (`CardIsBusy`), the next is done",
} as const;

/** Every method that there is, with what it does. */
export const paymentMethods: Readonly<Record<string, string>> = { ...methodsByHand, ...simulatedMethods };
