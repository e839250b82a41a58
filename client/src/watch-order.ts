import type { StreamedEvent } from "./event-frames.ts";
import type { Calls } from "./generated/calls.ts";
import type { HistoryEntry, Order } from "./generated/schemas.ts";
import type { ListenOptions } from "./listening.ts";

/** What is told of an order while it is watched. */
export type OrderNews =
  /** Something happened; as the order's history has it. */
  | { readonly kind: "happened"; readonly entry: HistoryEntry }
  /** The order is over, and this is the last that is told. */
  | { readonly kind: "ended"; readonly status: Order["status"] };

/**
 * What happens to an order, from its beginning or after the version `after`, as it happens:
 * `for await (const news of watchOrder(waybill, { orderId })) …`. A stream that is cut is asked for again and goes on after the last event
 * that came, without a gap and without telling anything twice. Ends with the order, or when `signal` is aborted.
 * @throws WasRefused; NoAnswer when the server is away for too long
 */
export async function* watchOrder(
  { streamOrder }: Pick<Calls, "streamOrder">,
  request: { readonly orderId: string; readonly after?: number | undefined },
  options: ListenOptions = {},
): AsyncGenerator<OrderNews, void, undefined> {
  for await (const event of streamOrder(request, options)) yield newsOf(event);
}

const newsOf = ({ event, data }: StreamedEvent): OrderNews =>
  event === "end" ? { kind: "ended", status: endIn(data).status } : { kind: "happened", entry: entryIn(data) };

/** What the server describes is what it sends: its own tests see to that. */
const endIn = (data: unknown): OrderEnd => data as OrderEnd;
const entryIn = (data: unknown): HistoryEntry => data as HistoryEntry;

type OrderEnd = Pick<Order, "status">;
