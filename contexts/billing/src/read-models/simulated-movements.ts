import { MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Movement } from "../domain/reconcile.ts";
import type { AccountEvent } from "../providers/simulated/account.ts";

/** What of one payment moved, as the simulated bank has it. */
export type SimulatedMovementsRow = {
  readonly account: string;
  readonly merchant: MerchantId;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly movements: readonly Movement[];
};

/** Answers what the simulated bank moved when. */
export const simulatedMovements: ReadModel<AccountEvent, SimulatedMovementsRow> = {
  name: "simulated_movements",
  version: 2,
  columns: { account: "text", merchant: "text", firstAt: "bigint", lastAt: "bigint", movements: "json" },
  indexes: ["(merchant, last_at)"],
  of: "simulated-account",
  keyOf: (_, { stream }) => stream,
  project: (row, event, { stream }) => {
    const merchant = row?.merchant ?? MerchantId.parse(streamParts(stream).merchant);
    if (merchant === null) throw new TypeError(`${stream} is not the stream of an account`);
    const movement = movementOf(event);
    const movements = [...(row?.movements ?? []), ...(movement === null ? [] : [movement])];
    return { account: stream, merchant, firstAt: row?.firstAt ?? event.at, lastAt: event.at, movements };
  },
};

/** Null when nothing was moved: it was refused, waits for the customer, or was only set aside anew. */
const movementOf = (event: AccountEvent): Movement | null => {
  const { key, amount, at: movedAt } = event;
  if (event.type === "Confirmed") return event.isConfirmed ? { key, kind: "authorise", amount, movedAt } : null;
  if (event.result !== "done" || event.kind === "renew" || amount.amount === 0) return null;
  return { key, kind: event.kind, amount, movedAt };
};
