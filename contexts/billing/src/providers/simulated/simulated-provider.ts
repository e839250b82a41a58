import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import type { ProviderAnswer } from "../../domain/payment-commands.ts";
import { type PaymentProvider, partsOfKey } from "../provider.ts";
import { isSigned, signatureOf } from "../webhook-signature.ts";
import {
  type Account,
  type AccountCommand,
  type AccountEvent,
  type AccountRefusal,
  accountDecider,
  authorisedUntil,
  type Entry,
} from "./account.ts";
import { newsIn, newsText } from "./simulated-news.ts";

/** How the kernel keeps the simulated bank's accounts. */
const accountAggregate: Aggregate<AccountCommand, Account, AccountEvent, AccountRefusal> = {
  type: "simulated-account",
  decider: accountDecider,
};

/** A recorded event of an account as the simulated bank speaks of it today. */
export const decodeAccountEvent = (recorded: RecordedEvent): AccountEvent => decodeEvent(accountAggregate, recorded);

export interface SimulatedProviderParts {
  /** Where the bank keeps its books. */
  readonly pipeline: CommandPipeline;
  /** Signs webhooks. */
  readonly secret: string;
  /** What it moved, from its own books. */
  readonly movements: PaymentProvider["movements"];
}

export interface SimulatedProvider extends PaymentProvider {
  /**
   * What the customer does at the bank, and the signed webhook that the bank then sends, also when it is done again: the first may have got
   * lost. Null when nothing is to be confirmed.
   */
  act(owner: Owner, isConfirmed: boolean): Promise<{ readonly body: string; readonly signature: string } | null>;
}

/** The bank did as it was told, and its answer got lost. */
class AnswerLost extends Error {
  override readonly name = "AnswerLost";
}

/** A provider that obeys the method (`pm_…`). It is a bank of its own: what it did, it knows after any death of ours. */
export const createSimulatedProvider = ({ pipeline, secret, movements }: SimulatedProviderParts): SimulatedProvider => {
  const accounts = createCommandHandler(pipeline, accountAggregate);

  const accountOf = async ({ merchant, paymentId }: Owner): Promise<Account> =>
    (await readState(pipeline.log, accountAggregate, streamName(merchant, accountAggregate.type, paymentId))).state;

  /** The account after the command; null when the bank refuses it. */
  const tell = async (owner: Owner, command: AccountCommand): Promise<Account | null> => {
    // An account begins with what is authorised.
    const isNew = command.type === "Book" && command.kind === "authorise";
    const outcome = await accounts.handle(owner.paymentId, command, { merchant: owner.merchant, actor: "simulated bank", isNew });
    if (outcome.kind === "refused") return null;
    if (outcome.kind === "accepted" && outcome.recorded !== null) return outcome.recorded.state;
    if (outcome.kind !== "nothingToDo") throw new Error(`the simulated bank is ${outcome.kind}`);
    return accountOf(owner);
  };

  return {
    name: "simulated",
    movements,
    call: async (key, request) => {
      const { kind, amount } = request;
      const method = "method" in request ? request.method : null;
      const account = await tell(ownerOf(key), { type: "Book", key, kind, amount, method, at: pipeline.clock.now() });
      if (method !== null && lostAnswers.has(method)) throw new AnswerLost(`the simulated bank's answer to ${key} got lost`);
      const answer = account === null ? null : answerTo(key, account);
      if (answer === null) throw new Error(`the simulated bank has no entry ${key}`);
      return answer;
    },
    lookUp: async (key) => answerTo(key, await accountOf(ownerOf(key))) ?? { kind: "never" },
    read: (webhook) => (isSigned(secret, webhook) ? newsIn(webhook.body) : null),
    act: async (owner, isConfirmed) => {
      const at = pipeline.clock.now();
      const account = await tell(owner, { type: "Confirm", isConfirmed, at });
      const key = account?.acted?.key;
      const answer = account === null || key === undefined ? null : answerTo(key, account);
      if (key === undefined || answer === null) return null;
      const body = newsText({ kind: "answer", key, answer });
      return { body, signature: signatureOf(secret, body, at) };
    },
  };
};

const lostAnswers: ReadonlySet<string> = new Set(["pm_timeout_then_ok", "pm_timeout_then_declined"]);

interface Owner {
  readonly merchant: string;
  readonly paymentId: string;
}

/** @throws RangeError for what is no key of ours. */
const ownerOf = (key: string): Owner => {
  const parts = partsOfKey(key);
  if (parts === null) throw new RangeError(`the simulated bank knows no key like ${key.slice(0, 100)}`);
  return parts;
};

/** Null when nothing has arrived under this key. */
const answerTo = (key: string, { entries }: Account): ProviderAnswer | null => {
  const entry = entries[key];
  if (entry === undefined) return null;
  const reference = `sim-${key}`;
  switch (entry.result) {
    case "refused":
      return { kind: "refused", code: entry.code ?? "Refused" };
    case "actionRequired": {
      const nextAction = { type: "redirect", url: `https://simulated-bank.example/confirm/${encodeURIComponent(key)}` } as const;
      return { kind: "actionRequired", reference, nextAction, expiresAt: null };
    }
    case "done":
      return isOfAuthorisation(entry) ? { kind: "authorised", reference, expiresAt: authorisedUntil(entry.at) } : { kind: "done" };
  }
};

const isOfAuthorisation = ({ kind }: Entry): boolean => kind === "authorise" || kind === "renew";
