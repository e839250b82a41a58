import { type Caller, lasting } from "@waybill/contracts/http";
import type { OrderRecord } from "../domain/order-record.ts";
import { orderBodyWith, recordOf } from "./order-answer.ts";
import { type Personal, personalOf } from "./order-rendering.ts";
import type { OrderingPorts, RecordedOrderEvent } from "./ports.ts";

/** What the same events were folded and rendered to before. */
interface Known {
  readonly record: OrderRecord | null;
  readonly shown: Map<Caller["role"], { readonly personal: Personal | null; readonly body: object }>;
}

/**
 * Shows orders, each version once to callers of each role, for as long as its events are held by whoever reads them: to fold, render
 * and write it took a tenth of a `GET`. What is personal is opened each time, so that who was erased is in nothing that was rendered before.
 * Null when the events make no order.
 */
export const showingOnce = (ports: Pick<OrderingPorts, "sealer" | "tokens">) => {
  const known = new WeakMap<readonly RecordedOrderEvent[], Known>();
  const knownOf = (events: readonly RecordedOrderEvent[]): Known => {
    const before = known.get(events) ?? { record: recordOf(events), shown: new Map() };
    known.set(events, before);
    return before;
  };
  return async (
    events: readonly RecordedOrderEvent[],
    caller: Caller,
  ): Promise<{ readonly body: object; readonly version: number } | null> => {
    const { record, shown } = knownOf(events);
    if (record === null) return null;
    const personal = await personalOf(record, caller, ports.sealer);
    const before = shown.get(caller.role);
    if (before !== undefined && isSame(before.personal, personal)) return { body: before.body, version: record.version };
    const body = lasting(orderBodyWith(ports, record, { caller, personal }));
    shown.set(caller.role, { personal, body });
    return { body, version: record.version };
  };
};

/** What is opened again is the same value (`Sealer.open`); where it is not, the order is only rendered once more. */
const isSame = (one: Personal | null, other: Personal | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.contact === other.contact &&
    one.address === other.address &&
    one.note === other.note &&
    one.instructions === other.instructions);
