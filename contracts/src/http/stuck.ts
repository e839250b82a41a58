import type { Instant } from "@waybill/kernel/clock";
import type { TSchema } from "typebox";
import type { MerchantId } from "../ids.ts";
import type { Answer } from "./answer.ts";
import type { Incoming } from "./incoming.ts";

/** Things of one kind that may be past their deadlines. Each context offers its own; the server lists all of them together. */
export interface StuckThings {
  /** Such as `order`. */
  readonly kind: string;
  /** The read model that they are listed from. */
  readonly reads: string;
  /** Those past their deadlines, the longest first, and of those due at the same time by id; as of a moment ago. */
  overdue(wanted: {
    readonly merchant: MerchantId;
    readonly now: Instant;
    /** Where to go on; the id may be of another kind of thing. */
    readonly after: { readonly deadlineAt: Instant; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly OverdueThing[]>;
  /** What an operator can do about one; null for an id of another kind. */
  about(id: string): StuckThing | null;
  /** What `resolve` answers with 200. */
  readonly resolved: TSchema;
  /** Why either may be refused, beside what every route may. */
  readonly refusals: readonly string[];
}

export interface OverdueThing {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  /** Whose move it was. */
  readonly owner: string;
  readonly deadlineAt: Instant;
}

export interface StuckThing {
  /** Tries now whatever could be tried; answers 200 `{ tried }`: how many things are tried again. */
  retry(asked: StuckAsked): Promise<Answer>;
  /** Records an operator's decision. */
  resolve(asked: StuckAsked, reason: string): Promise<Answer>;
}

export type StuckAsked = Pick<Incoming<unknown, unknown, unknown>, "at" | "caller" | "command">;
