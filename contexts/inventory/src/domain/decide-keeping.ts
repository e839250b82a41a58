import { type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { inventoryLimits } from "./limits.ts";
import type { Stock } from "./stock.ts";
import type {
  AdjustStock,
  CountStock,
  ImportStockAdjustment,
  KeepingCommand,
  ReturnStock,
  SetStockPolicy,
  StockRefusal,
} from "./stock-commands.ts";
import { draftOn } from "./stock-draft.ts";
import type { StockEvent } from "./stock-events.ts";
import { fillBackorders, shortenReservations } from "./stock-rules.ts";

type StockDecision = Decision<StockEvent, StockRefusal>;

/** What happens on the shelf itself. What comes in goes to those who wait; what is missing is taken from those who came last. */
export const decideKeeping = (command: KeepingCommand, stock: Stock): StockDecision => {
  const code = whyNot(command);
  if (code !== null) return reject({ code });
  switch (command.type) {
    case "AdjustStock":
      return adjust(command, stock);
    case "CountStock":
      return count(command, stock);
    case "ImportStockAdjustment":
      return remember(command, stock);
    case "SetStockPolicy":
      return setPolicy(command, stock);
    case "ReturnStock":
      return takeBack(command, stock);
  }
};

const adjust = ({ delta, reason, at }: AdjustStock, stock: Stock): StockDecision => {
  if (stock.onHand + delta < 0) return reject({ code: "TooFewAreOnHand", onHand: stock.onHand });
  if (stock.onHand + delta > inventoryLimits.unitsAtLocation) return reject({ code: "StockIsTooLarge" });
  const draft = draftOn(stock);
  if (delta > 0) {
    draft.record({ type: "StockReceived", quantity: delta, reason, at });
    fillBackorders(draft, at);
  } else {
    draft.record({ type: "StockWrittenOff", quantity: -delta, reason, at });
    shortenReservations(draft, at);
  }
  return draft.decision();
};

const remember = ({ delta, source, reason, adjustedAt, at }: ImportStockAdjustment, stock: Stock): StockDecision => {
  const draft = draftOn(stock);
  draft.record({ type: "StockAdjustmentImported", quantity: delta, source, reason, adjustedAt, at });
  return draft.decision();
};

const count = ({ counted, reason, at }: CountStock, stock: Stock): StockDecision => {
  const difference = counted - stock.onHand;
  if (difference === 0) return nothingToDo;
  const draft = draftOn(stock);
  draft.record({ type: "StockCounted", counted, difference, reason, at });
  if (difference > 0) fillBackorders(draft, at);
  else shortenReservations(draft, at);
  return draft.decision();
};

const setPolicy = ({ safetyStock, backorderLimit, at }: SetStockPolicy, stock: Stock): StockDecision => {
  if (stock.safetyStock === safetyStock && stock.backorderLimit === backorderLimit) return nothingToDo;
  const draft = draftOn(stock);
  draft.record({ type: "StockPolicySet", safetyStock, backorderLimit, at });
  fillBackorders(draft, at);
  return draft.decision();
};

const takeBack = ({ orderId, quantity, source, reason, at }: ReturnStock, stock: Stock): StockDecision => {
  if (stock.onHand + quantity > inventoryLimits.unitsAtLocation) return reject({ code: "StockIsTooLarge" });
  const draft = draftOn(stock);
  draft.record({ type: "StockReturned", orderId, quantity, source, reason, at });
  fillBackorders(draft, at);
  return draft.decision();
};

const whyNot = (command: KeepingCommand): "QuantityIsOutOfRange" | "ReasonIsMissing" | "ReasonIsTooLong" | null => {
  switch (command.type) {
    case "AdjustStock":
    case "ImportStockAdjustment":
      return command.delta !== 0 && isWhole(Math.abs(command.delta)) ? reasonFlaw(command) : "QuantityIsOutOfRange";
    case "CountStock":
      return isWhole(command.counted) ? reasonFlaw(command) : "QuantityIsOutOfRange";
    case "SetStockPolicy":
      return isWhole(command.safetyStock) && isWhole(command.backorderLimit ?? 0) ? null : "QuantityIsOutOfRange";
    case "ReturnStock":
      return command.quantity > 0 && isWhole(command.quantity) ? null : "QuantityIsOutOfRange";
  }
};

const isWhole = (units: number): boolean => Number.isSafeInteger(units) && units >= 0 && units <= inventoryLimits.unitsAtLocation;

const reasonFlaw = ({ reason }: { readonly reason: string }): "ReasonIsMissing" | "ReasonIsTooLong" | null => {
  if (reason.trim() === "") return "ReasonIsMissing";
  return reason.length > inventoryLimits.reasonCharacters ? "ReasonIsTooLong" : null;
};
