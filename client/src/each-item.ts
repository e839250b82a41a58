import type { CallOptions } from "./operation.ts";
import { done, type Outcome } from "./outcome.ts";

/** A page of a list, as every list answers it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * Every item of a list, page by page as they are wanted:
 * `for await (const order of eachItem(waybill.listOrders, { status: "Placed" })) …`. Lists are keyset-paginated: what
 * is written meanwhile neither repeats nor skips an item.
 * @throws WasRefused, NoAnswer
 */
export async function* eachItem<Item, Query extends { readonly cursor?: string | undefined } | undefined>(
  list: (query: Query, options?: CallOptions) => Promise<Outcome<Page<Item>, string>>,
  query: NonNullable<Query>,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined = query.cursor;
  do {
    const page: Page<Item> = done(await list({ ...query, ...(cursor !== undefined && { cursor }) }, options));
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
