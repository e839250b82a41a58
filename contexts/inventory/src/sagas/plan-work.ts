import type { ReservationCommand } from "@waybill/contracts/reservation";
import { LocationId, type MerchantId } from "@waybill/contracts/vocabulary";
import { summed, type Work } from "../domain/reservation-work.ts";
import type { Sources } from "./work-ports.ts";

/** The work that a command asks for, with all that decides how it goes. */
export const planWork = async (command: ReservationCommand, merchant: MerchantId, sources: Sources): Promise<Work> => {
  switch (command.type) {
    case "ReserveLines": {
      const { attempt, lines, allowPartial, expiresAt } = command;
      const articles = await Promise.all(
        summed(lines).map(async ({ sku, quantity }) => {
          const locations = await sources.locationsOf(merchant, sku);
          return { sku, quantity, locations: locations.length === 0 ? [LocationId.default] : locations };
        }),
      );
      return { kind: "Reserve", attempt, articles, allowPartial, expiresAt, backorderable: null };
    }
    case "CommitReservation":
      return { kind: "Commit", attempt: command.attempt };
    case "ReleaseReservation":
      return { kind: "Release", attempt: command.attempt, reason: command.reason };
    case "ReleaseLines":
      return { kind: "ReleaseLines", source: command.source, lines: summed(command.lines), reason: command.reason };
    case "ConsumeReservation":
      return { kind: "Consume", source: command.source, lines: summed(command.lines) };
    case "ReturnToStock":
      return { kind: "Return", source: command.source, lines: summed(command.lines), reason: command.reason };
  }
};
