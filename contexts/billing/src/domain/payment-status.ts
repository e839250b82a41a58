import { heldOf, type Ledger } from "./ledger.ts";
import type { OpenStatus } from "./payment-life.ts";

/** Where a payment stands, by its ledger. */
export const statusOf = (ledger: Ledger): OpenStatus => {
  const { operation, dispute, action } = ledger;
  // A dispute outweighs whatever else is being done about the rest.
  if (dispute !== null) return ({ open: "Disputed", won: "Won", lost: "Lost" } as const)[dispute.outcome];
  if (operation?.kind === "authorise" || operation?.kind === "capture" || operation?.kind === "void") {
    if (operation.unknownSince !== null) return "Unknown";
    return ({ authorise: "Created", capture: "Capturing", void: "Voiding" } as const)[operation.kind];
  }
  if (ledger.ending !== null) return ledger.ending.status;
  if (action !== null) return "RequiresAction";
  return ofMoney(ledger);
};

const ofMoney = (ledger: Ledger): OpenStatus => {
  const held = heldOf(ledger);
  if (ledger.captures.at(-1)?.status === "Failed" && held > 0) return "Uncollected";
  if (ledger.captured > 0) return held > 0 ? "PartiallyCaptured" : "Captured";
  if (held > 0) return "Authorised";
  if (ledger.isVoided) return "Voided";
  if (!ledger.isAuthorised) return "Created";
  // Nothing was due.
  return ledger.captures.some(({ status }) => status === "Succeeded") ? "Captured" : "Authorised";
};
