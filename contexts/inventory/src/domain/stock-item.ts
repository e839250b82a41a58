import type { Decider } from "@waybill/kernel/decider";
import { decideKeeping } from "./decide-keeping.ts";
import { decideReserving } from "./decide-reserving.ts";
import { evolveStock } from "./evolve-stock.ts";
import { noStock, type Stock } from "./stock.ts";
import type { StockCommand, StockRefusal } from "./stock-commands.ts";
import type { StockEvent } from "./stock-events.ts";

/** One article at one location: what there is of it, and which orders may count on it. */
export const stockDecider: Decider<StockCommand, Stock, StockEvent, StockRefusal> = {
  initial: noStock,
  decide: (command, stock) => {
    switch (command.type) {
      case "AdjustStock":
      case "CountStock":
      case "ImportStockAdjustment":
      case "SetStockPolicy":
      case "ReturnStock":
        return decideKeeping(command, stock);
      case "HoldStock":
      case "CommitStock":
      case "ReleaseStock":
      case "ExpireHold":
      case "ConsumeStock":
        return decideReserving(command, stock);
    }
  },
  evolve: evolveStock,
};
