import { type Money, simulatedMethods } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";

// The simulated provider's own books: one account for each payment. It knows nothing of ours but the key. Kept in a log, so that what it
// did can be looked up after any death, as at a real bank.

type Kind = "authorise" | "capture" | "refund" | "renew" | "void";
type Result = "actionRequired" | "done" | "refused";

export type AccountCommand =
  | {
      readonly type: "Book";
      readonly key: string;
      readonly kind: Kind;
      readonly amount: Money;
      readonly method: string | null;
      readonly at: Instant;
    }
  /** The customer is at the bank. */
  | { readonly type: "Confirm"; readonly isConfirmed: boolean; readonly at: Instant };

export type AccountEvent =
  | {
      readonly type: "Booked";
      readonly key: string;
      readonly kind: Kind;
      /** What was moved: nothing when it was refused. */
      readonly amount: Money;
      readonly method: string | null;
      readonly result: Result;
      readonly code: string | null;
      readonly at: Instant;
    }
  | { readonly type: "Confirmed"; readonly key: string; readonly isConfirmed: boolean; readonly amount: Money; readonly at: Instant };

export type AccountRefusal = { readonly code: "NothingIsToConfirm" };

export type Entry = {
  readonly kind: Kind;
  readonly result: Result;
  readonly code: string | null;
  readonly amount: Money;
  readonly at: Instant;
};
export type Account = {
  readonly entries: { readonly [key: string]: Entry | undefined };
  readonly method: string | null;
  /** The authorisation that waits for the customer. */
  readonly toConfirm: string | null;
  /** What the customer did last. */
  readonly acted: { readonly key: string; readonly isConfirmed: boolean } | null;
  readonly held: number;
  readonly captured: number;
  readonly refunded: number;
  readonly captureFailures: number;
};

/** How long the simulated bank keeps money set aside. */
const authorisedForMs = 7 * 86_400_000;

const codes: Readonly<Record<string, string>> = {
  pm_declined: "CardIsDeclined",
  pm_timeout_then_declined: "CardIsDeclined",
  pm_expired_card: "CardIsExpired",
};

type Ruling = { readonly result: Result; readonly code: string | null };
const done: Ruling = { result: "done", code: null };
const refused = (code: string): Ruling => ({ result: "refused", code });

const rule = (account: Account, kind: Kind, { amount, method }: { readonly amount: number; readonly method: string | null }): Ruling => {
  switch (kind) {
    case "authorise":
    case "renew": {
      if (method === null || !Object.hasOwn(simulatedMethods, method)) return refused("MethodIsUnknown");
      const code = codes[method];
      if (code !== undefined) return refused(code);
      return kind === "authorise" && method === "pm_requires_action" ? { result: "actionRequired", code: null } : done;
    }
    case "capture":
      if (amount > account.held) return refused("AmountExceedsAuthorisation");
      return account.method === "pm_capture_fails_once" && account.captureFailures === 0 ? refused("CardIsBusy") : done;
    case "refund":
      return amount > account.captured - account.refunded ? refused("AmountExceedsCapture") : done;
    case "void":
      return done;
  }
};

const decide = (command: AccountCommand, account: Account): Decision<AccountEvent, AccountRefusal> => {
  if (command.type === "Confirm") {
    const { isConfirmed, at } = command;
    const waiting = account.toConfirm === null ? undefined : account.entries[account.toConfirm];
    // Done already: the bank tells it again.
    if (account.acted?.isConfirmed === isConfirmed && waiting === undefined) return nothingToDo;
    if (account.toConfirm === null || waiting === undefined) return reject({ code: "NothingIsToConfirm" });
    return accept({ type: "Confirmed", key: account.toConfirm, isConfirmed, amount: waiting.amount, at });
  }
  const { key, kind, amount, method, at } = command;
  if (account.entries[key] !== undefined) return nothingToDo;
  const { result, code } = rule(account, kind, { amount: amount.amount, method });
  // All that is held is let go, whatever is thought to be.
  const booked = kind === "void" ? { amount: account.held, currency: amount.currency } : amount;
  return accept({ type: "Booked", key, kind, amount: booked, method, result, code, at });
};

const evolve = (account: Account, event: AccountEvent): Account => {
  const { key, amount, at } = event;
  if (event.type === "Confirmed") {
    const { isConfirmed } = event;
    const entry: Entry = {
      kind: "authorise",
      result: isConfirmed ? "done" : "refused",
      code: isConfirmed ? null : "CustomerRefused",
      amount,
      at,
    };
    const held = isConfirmed ? account.held + amount.amount : account.held;
    return { ...account, entries: { ...account.entries, [key]: entry }, toConfirm: null, acted: { key, isConfirmed }, held };
  }
  const { kind, result, code, method } = event;
  const booked = {
    ...account,
    method: method ?? account.method,
    entries: { ...account.entries, [key]: { kind, result, code, amount, at } },
  };
  if (result === "refused") return kind === "capture" ? { ...booked, captureFailures: account.captureFailures + 1 } : booked;
  return result === "actionRequired" ? { ...booked, toConfirm: key } : moved(booked, kind, amount.amount);
};

const moved = (account: Account, kind: Kind, amount: number): Account => {
  switch (kind) {
    case "authorise":
      return { ...account, held: account.held + amount };
    // Takes the place of what was set aside.
    case "renew":
      return { ...account, held: amount };
    case "capture":
      return { ...account, held: account.held - amount, captured: account.captured + amount };
    case "refund":
      return { ...account, refunded: account.refunded + amount };
    // Whoever was to confirm cannot any more.
    case "void":
      return { ...account, held: 0, toConfirm: null };
  }
};

export const authorisedUntil = (at: Instant): Instant => instant(at + authorisedForMs);

export const accountDecider: Decider<AccountCommand, Account, AccountEvent, AccountRefusal> = {
  initial: { entries: {}, method: null, toConfirm: null, acted: null, held: 0, captured: 0, refunded: 0, captureFailures: 0 },
  decide,
  evolve,
};
