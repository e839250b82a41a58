import type { Instant } from "@waybill/kernel/clock";
import type { Found, ProviderAnswer } from "../domain/payment-commands.ts";
import type { PaymentProvider, ProviderRequest } from "../providers/provider.ts";
import { expiresAt } from "./payment-samples.ts";

/** What goes wrong with one call: it never arrives, or its answer does not. */
export type Fault = "lostAnswer" | "lostCall" | null;

export interface StrictBank extends PaymentProvider {
  /** Key → how often money was really moved under it. */
  readonly moved: ReadonlyMap<string, number>;
  readonly held: number;
  readonly captured: number;
  readonly refunded: number;
}

export interface StrictBankOptions {
  /** By number of the call, from 0. */
  readonly faults?: readonly Fault[];
  /** What is refused, by number of the call that arrives, from 0. */
  readonly refuses?: (request: ProviderRequest, arrived: number) => boolean;
  /** Until when it sets money aside. */
  readonly expires?: Instant | null;
}

/** A bank that moves money each time it is told to: it knows our keys, but only to be asked what became of them. */
export const createStrictBank = ({ faults = [], refuses = () => false, expires = expiresAt }: StrictBankOptions = {}): StrictBank => {
  const moved = new Map<string, number>();
  const answers = new Map<string, ProviderAnswer>();
  const sums = { held: 0, captured: 0, refunded: 0 };
  let calls = 0;
  let arrived = 0;

  const move = (key: string, request: ProviderRequest): ProviderAnswer => {
    const { kind, amount: money } = request;
    const isRefused = refuses(request, arrived);
    arrived += 1;
    if (isRefused) return { kind: "refused", code: "CardIsDeclined" };
    moved.set(key, (moved.get(key) ?? 0) + 1);
    if (kind === "authorise") sums.held += money.amount;
    if (kind === "capture") [sums.held, sums.captured] = [sums.held - money.amount, sums.captured + money.amount];
    if (kind === "refund") sums.refunded += money.amount;
    if (kind === "void") sums.held = 0;
    return kind === "authorise" || kind === "renew"
      ? { kind: "authorised", reference: `ref ${key}`, expiresAt: expires }
      : { kind: "done" };
  };

  return {
    name: "simulated",
    moved,
    get held() {
      return sums.held;
    },
    get captured() {
      return sums.captured;
    },
    get refunded() {
      return sums.refunded;
    },
    call: async (key, request) => {
      const fault = faults[calls] ?? null;
      calls += 1;
      if (fault === "lostCall") throw new Error("the call was lost");
      const answer = move(key, request);
      answers.set(key, answer);
      if (fault === "lostAnswer") throw new Error("the answer was lost");
      return answer;
    },
    lookUp: async (key): Promise<Found> => answers.get(key) ?? { kind: "never" },
    read: () => null,
    movements: async () => [],
  };
};
