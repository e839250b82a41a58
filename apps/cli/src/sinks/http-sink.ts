import { type ClientOptions, createClient, type Done, NoAnswer, type Outcome, type Refused } from "@waybill/client";
import { isoFromInstant } from "@waybill/kernel/clock";
import { CannotGoOn } from "../cannot-go-on.ts";
import { HTTP_IN_FLIGHT_MAX, HTTP_TIMEOUT_MS, HTTP_TRIES_MAX } from "../limits.ts";
import type { OrderOutcome, OrderSink } from "../order-sink.ts";

/** Where a server listens, and with which key to ask it. */
export interface HttpSinkOptions {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** A staff key: others may not import. */
  readonly key: string;
  /** The merchant, where the key is an admin's; null for the key's own. */
  readonly merchant: string | null;
  /** How long to wait before the second try when the server does not say; doubled each time. */
  readonly retryDelayMs?: number;
}

/** Imports over HTTP: products only if they are new, orders by the id that they had elsewhere (201 placed, 200 placed before). */
export const httpSink = ({ url, key, merchant, retryDelayMs = 500 }: HttpSinkOptions): OrderSink => {
  const patience: Partial<ClientOptions> = { tries: HTTP_TRIES_MAX, retryDelayMs, timeoutMs: HTTP_TIMEOUT_MS };
  const waybill = createClient({ baseUrl: url, key, merchant: merchant ?? undefined, ...patience });
  return {
    inFlightMax: HTTP_IN_FLIGHT_MAX,
    async createProduct({ sku, name, unitPrice }) {
      const outcome = await told(url, waybill.putProduct({ sku, body: { name, unitPrice } }, { ifNoneMatch: "*" }));
      if (outcome.kind === "done") return { kind: "created" };
      return outcome.status === 412 ? { kind: "known" } : refused(outcome);
    },
    async importOrder({ placedAt, ...order }) {
      return taken(await told(url, waybill.importOrder({ body: { ...order, placedAt: isoFromInstant(placedAt) } }, once)));
    },
    async importReturn({ returnedAt, ...back }) {
      const outcome = await told(url, waybill.importReturn({ body: { ...back, returnedAt: isoFromInstant(returnedAt) } }, once));
      if (outcome.kind === "refused") return refused(outcome);
      return { kind: outcome.status === 201 ? "placed" : "skipped", orders: outcome.body.orders };
    },
    async importCreditNote({ issuedAt, orderId, ...note }) {
      const body = { ...note, ...(orderId !== null && { orderId }), issuedAt: isoFromInstant(issuedAt) };
      return taken(await told(url, waybill.importCreditNote({ body }, once)));
    },
    async importAdjustment({ sku, adjustedAt, ...adjustment }) {
      const body = { ...adjustment, adjustedAt: isoFromInstant(adjustedAt) };
      return taken(await told(url, waybill.importStockAdjustment({ sku, body }, once)));
    },
    close: async () => {},
  };
};

/** What is imported is once by what it is called elsewhere: the server need not remember a key for it. */
const once = { idempotencyKey: null } as const;

/** What became of a thing that is imported once. */
const taken = (outcome: Done<unknown> | Refused<string>): OrderOutcome =>
  outcome.kind === "refused" ? refused(outcome) : { kind: outcome.status === 201 ? "placed" : "skipped" };

/** What the next one would meet, too, ends the import. @throws CannotGoOn */
const told = async <Body>(url: string, asked: Promise<Outcome<Body, string>>): Promise<Done<Body> | Refused<string>> => {
  const outcome = await asked.catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
    throw new CannotGoOn(`There was ${error.message}. Is the server running there? Run the same command again to go on.`);
  });
  const why = outcome.kind === "refused" ? whyNobody(url, outcome.status) : null;
  if (why !== null) throw new CannotGoOn(why);
  return outcome;
};

/** Why no request of this import would be answered better; null when it is about this one alone. */
const whyNobody = (url: string, status: number): string | null => {
  if (status === 401) return `The server at ${url} does not know this key. Give a staff key with --key or WAYBILL_KEY.`;
  if (status === 403) return `The server at ${url} lets only a staff key import. Give one with --key or WAYBILL_KEY.`;
  if (status === 429 || status === 503) {
    return `The server at ${url} is overloaded or its database is away (${status}). Run the same command again later to go on.`;
  }
  return status >= 500 ? `The server at ${url} failed (${status}). Look into its log, then run the same command again.` : null;
};

const refused = ({ refusal: { code } }: Refused<string>) => ({ kind: "refused", refusal: { code } }) as const;
