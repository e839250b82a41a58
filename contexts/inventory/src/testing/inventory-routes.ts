import type { Answer, Incoming } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { type Clock, systemClock } from "@waybill/kernel/clock";
import { createCommitter } from "@waybill/kernel/committer";
import type { EventLog } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { noMetrics } from "@waybill/kernel/telemetry";
import { openInventory } from "../module.ts";
import type { StockLevelRow } from "../read-models/stock-level.ts";
import { createStockLevelQueriesInMemory } from "../read-models/stock-level-queries.ts";
import { at } from "./stock-samples.ts";

export interface Request {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly merchant?: MerchantId;
  readonly key?: string;
  readonly ifVersion?: number;
}

/** Inventory's routes as the server would call them, with what their schemas would have decoded. */
export const inventoryRoutes = (
  rows: () => readonly StockLevelRow[] = () => [],
  log: EventLog = createMemoryEventLog({ name: "inventory", partitions: 4 }),
) => {
  const clock: Clock = { ...systemClock, now: () => at };
  const pipeline = {
    log,
    committer: createCommitter(log, { lanes: 1 }),
    clock,
    metrics: noMetrics,
    admission: { inFlight: 0 },
    cachedStates: 100,
  };
  const inventory = openInventory({
    pipeline,
    stockLevels: createStockLevelQueriesInMemory(rows),
    backorderable: { find: async () => new Map() },
  });
  const routes = new Map(inventory.routes.map((route) => [route.operation, route]));
  const keyId = KeyId.derive("tester");
  return {
    inventory,
    log,
    call: async (
      operation: string,
      { params = {}, query = {}, body = {}, merchant = MerchantId.default, key, ifVersion }: Request,
    ): Promise<Answer> => {
      const route = routes.get(operation);
      if (route === undefined) throw new RangeError(`inventory has no ${operation}`);
      const request: Incoming<unknown, unknown, unknown> = {
        params,
        query,
        body,
        caller: { keyId, role: "staff", merchant },
        at,
        command: {
          merchant,
          actor: keyId,
          ...(key === undefined ? {} : { commandId: derivedUuid(operation, key), request: JSON.stringify(body) }),
        },
        identify: (kind) => kind.create(),
        accessToken: null,
        lastEventId: null,
        mediaType: "application/json",
        precondition: ifVersion === undefined ? {} : { ifVersion },
      };
      return route.handle(request);
    },
  };
};
