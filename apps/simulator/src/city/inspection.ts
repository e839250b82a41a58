import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import { bodyOf } from "./order-body.ts";

/** A list as it was read, and as it is when it was built anew from all events. */
export interface Inspected {
  readonly list: string;
  readonly before: string;
  readonly after: string;
}

const lists: Readonly<Record<string, string>> = {
  listOrders: "order_summary",
  listStock: "stock_level",
  listPayments: "payment_list",
  listProducts: "product_list",
};

/** Reads every list, has it built anew, and reads it again. */
export const inspect = async (client: Client): Promise<readonly Inspected[]> => {
  const before = await readAll(client);
  for (const name of Object.values(lists)) await client.ask("rebuildReadModel", { params: { name } });
  while (await isBuilding(client)) await sleep(1_000);
  const after = await readAll(client);
  return Object.keys(lists).map((list) => ({ list, before: before.get(list) ?? "", after: after.get(list) ?? "" }));
};

/** The money that an order shows, of all its payments; in minor units. */
export interface ShownMoney {
  readonly orderId: string;
  readonly status: string;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
}

/** Reads every order that is listed, for the money that it shows. */
export const readMoney = async (client: Client): Promise<readonly ShownMoney[]> => {
  const shown: ShownMoney[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page = await pageOf(client, "listOrders", cursor);
    for (const { id: orderId } of page.items) shown.push(await moneyOf(client, orderId));
    cursor = page.next;
  }
  return shown;
};

const moneyOf = async (client: Client, orderId: string): Promise<ShownMoney> => {
  const answer = await client.ask("getOrder", { params: { orderId } });
  if (answer?.kind !== "done") throw new Error(`${orderId} was listed, and is not shown`);
  const { status, authorised, captured, refunded } = bodyOf(answer).payment;
  return { orderId, status, authorised: authorised.amount, captured: captured.amount, refunded: refunded.amount };
};

interface Page {
  readonly items: readonly { readonly id: string; readonly rebuild?: unknown }[];
  readonly next: string | null;
}

const readAll = async (client: Client): Promise<ReadonlyMap<string, string>> => {
  const read = new Map<string, string>();
  for (const list of Object.keys(lists)) {
    const items: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Page = await pageOf(client, list, cursor);
      items.push(...page.items);
      cursor = page.next;
    }
    read.set(list, JSON.stringify(items));
  }
  return read;
};

const isBuilding = async (client: Client): Promise<boolean> =>
  (await pageOf(client, "listSubscriptions", undefined)).items.some(({ rebuild }) => rebuild !== null);

const pageOf = async (client: Client, operation: string, cursor: string | undefined): Promise<Page> => {
  const answer = await client.ask(operation, cursor === undefined ? {} : { query: { cursor } });
  if (answer?.kind !== "done") throw new Error(`${operation} was not answered when everything was calm`);
  return pageIn(answer.body);
};

/** The platform's answers are held to their description elsewhere. */
const pageIn = (body: unknown): Page => body as Page;
