import type { PaymentCommand } from "../domain/payment-commands.ts";
import { deadlineOf } from "../domain/payment-deadlines.ts";
import { answer, answerIt, authoriseIt, call, captureIt, done, minute, no, wakeUp, yes } from "./payment-samples.ts";
import { type Step, type Told, tell } from "./tell.ts";

export const authorised = [authoriseIt, call, answer(yes)] as const;
/** A payment of which a part was taken. */
export const part = [...authorised, captureIt("ful_1", 600), call, answer(done)] as const;
/** One refusal less. */
export const twice: readonly Step[] = [call, answer(no()), wakeUp, call, answer(no()), wakeUp];
/** The provider refuses what was asked for last as often as it is tried by itself. */
export const forGood: readonly Step[] = [...twice, call, answer(no())];
export const retryIt: PaymentCommand = { type: "RetryPayment", at: minute(100) };
/** The provider says late that the last try of all that was done after all. */
export const doneAfterAll = (...until: readonly Step[]): PaymentCommand => answerIt(tell(...until).key, done, minute(200));
export const ownerOf = ({ open }: Told) => deadlineOf(open)?.owner ?? null;
