import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, done, eachItem, type Order, type Payment, type PlaceOrder } from "@waybill/client";
import { eventually } from "@waybill/kernel/testing/eventually";
import { startTestCluster } from "@waybill/kernel/testing/postgres";
import { dataFolder, type RunningServer, startServer } from "./running-server.ts";

/** What a story says of an order; the rest is as everybody has it. */
export type Wish = Partial<Omit<PlaceOrder, "lines">> & { readonly sku: string; readonly quantity?: number };

/** What there is of an article, at its one location. */
export interface Level {
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  readonly available: number;
}

/** A shop whose server runs in several processes on one database, as customers and staff meet it. Use it with `await using`. */
export interface Shop extends AsyncDisposable {
  /** Whichever process: they are one server. */
  server(nth: number): RunningServer;
  /** Starts the process anew, after it was killed. */
  restart(nth: number): Promise<void>;
  /** Puts an article into the catalog, for 4.99 EUR, and so many of it on the shelf. */
  stock(sku: string, units: number): Promise<void>;
  level(sku: string): Promise<Level>;
  /** Places an order through one of the processes. */
  place(nth: number, wish: Wish, options?: CallOptions): Promise<Order>;
  /** Waits until the order has one of these statuses. */
  becomes(orderId: string, ...statuses: readonly Order["status"][]): Promise<Order>;
  /** Waits until nobody has anything left to do, and says so to every reader. */
  quiet(): Promise<void>;
  /** All payments of an order. Ask when all is quiet. */
  payments(orderId: string): Promise<readonly Payment[]>;
}

const price = { amount: "4.99", currency: "EUR" };
/** What one unit costs, in cents. */
export const unitPrice = 499;

/** In every process the same key, which is known before any starts. */
const adminKey = "correct-horse-battery";

/** How long a story waits for what comes by itself: leases of a killed process run out in seconds. */
const patienceMs = 60_000;
const lookAgainMs = 100;

/** What a process of the shop does: all of it, or leaves what follows to the others. */
export type Part = "all" | "requests";

export const openShop = async (parts: readonly Part[] = ["all", "all"]): Promise<Shop> => {
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await startTestCluster({ version: 18 }));
  const folder = opened.use(await dataFolder());
  const start = (nth: number) =>
    startServer({
      WAYBILL_DATA: join(folder.path, String(nth)),
      DATABASE_URL: cluster.url,
      WAYBILL_ADMIN_KEY: adminKey,
      WAYBILL_FOLLOWS: parts[nth] === "requests" ? "no" : "yes",
    });
  const servers = await Promise.all(parts.map((_, nth) => start(nth)));
  opened.defer(async () => void (await Promise.all(servers.map((one) => one.stop()))));
  const server = (nth: number): RunningServer => {
    const one = servers[nth % parts.length];
    if (one === undefined) throw new RangeError(`there is no process ${nth}`);
    return one;
  };
  const closing = opened.move();
  return {
    server,
    restart: async (nth) => {
      servers[nth] = await start(nth);
    },
    stock: async (sku, units) => {
      const { waybill } = server(0);
      done(await waybill.putProduct({ sku, body: { name: `A ${sku}`, unitPrice: price } }));
      if (units > 0) done(await waybill.adjustStock({ sku, body: { delta: units, reason: "a delivery" } }));
    },
    ...asking(server),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
};

const asking = (server: Shop["server"]): Pick<Shop, "becomes" | "level" | "payments" | "place" | "quiet"> => ({
  level: async (sku) => {
    const { locations } = done(await server(1).waybill.getStock({ sku }));
    const [{ onHand, held, committed, available } = { onHand: 0, held: 0, committed: 0, available: 0 }] = locations;
    return { onHand, held, committed, available };
  },
  place: async (nth, { sku, quantity = 1, paymentMethod = "pm_ok", ...more }, options) =>
    done(await server(nth).waybill.placeOrder({ body: { lines: [{ sku, quantity }], paymentMethod, ...more } }, options)),
  becomes: (orderId, ...statuses) =>
    eventually(
      `${orderId} is ${statuses.join(" or ")}`,
      async () => {
        const order = done(await server(1).waybill.getOrder({ orderId }));
        if (statuses.includes(order.status)) return order;
        // Dozens wait at once, and are not to keep the servers from their work.
        await sleep(lookAgainMs);
        return null;
      },
      patienceMs,
    ),
  quiet: async () => {
    const isQuiet = async () => done(await server(1).waybill.listSubscriptions()).items.every(({ lag }) => lag === 0);
    // What is read last may have made work for what was read first.
    await eventually("all is quiet", async () => (await isQuiet()) && (await isQuiet()), patienceMs);
  },
  payments: async (orderId) => {
    const payments: Payment[] = [];
    for await (const payment of eachItem(server(1).waybill.listPayments, { orderId })) payments.push(payment);
    return payments;
  },
});

/** What the provider still keeps for us of an order, or has given us, in cents. */
export const moneyKept = (payments: readonly Payment[]): number =>
  payments.reduce((sum, { authorised, voided, refunded }) => sum + authorised.amount - voided.amount - refunded.amount, 0);
