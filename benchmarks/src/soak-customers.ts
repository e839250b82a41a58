import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "./bench.ts";
import { adminKey } from "./server-process.ts";
import { articles, orderBody } from "./shop-over-http.ts";
import type { WireAnswer } from "./wire.ts";

/** Something that was asked under a key, and what was answered: it must never be answered otherwise. */
export interface Acknowledged {
  readonly what: string;
  readonly idempotencyKey: string;
  readonly body: unknown;
  readonly answer: WireAnswer;
}

export interface SoakCustomers {
  /** One thing that somebody does, asked until it is answered. @throws Error when the answer is none that may come. */
  act(): Promise<void>;
  /** Asked of whichever server answers. @throws Error when none did for a long time. */
  ask(what: string, more?: { readonly body?: unknown; readonly idempotencyKey?: string }): Promise<WireAnswer>;
  /** All that was answered and may be asked again. */
  readonly acknowledged: readonly Acknowledged[];
  /** Those that were acknowledged. */
  readonly orderIds: readonly string[];
  /** Units that staff have put on the shelf meanwhile, by article. */
  readonly adjusted: ReadonlyMap<string, number>;
  counts(): Figures;
}

/** A server starts within seconds, and the other one is there meanwhile. */
const patienceMs = 60_000;
const tryAgainMs = 200;

const methods = ["pm_ok", "pm_ok", "pm_ok", "pm_declined", "pm_timeout_then_ok", "pm_requires_action", "recorded"];

export const createSoakCustomers = (serverOf: (nth: number) => string): SoakCustomers => {
  const acknowledged: Acknowledged[] = [];
  const orderIds: string[] = [];
  const adjusted = new Map<string, number>();
  const count = { requests: 0, sentAgain: 0, orders: 0, cancellations: 0 };

  const ask = askingOf(serverOf, count);
  /** Under a key of its own; what is answered is remembered. */
  const command = async (what: string, body: unknown): Promise<WireAnswer> => {
    const idempotencyKey = crypto.randomUUID();
    const answer = await ask(what, { body, idempotencyKey });
    if (answer.status >= 500) throw new Error(`${what}: ${answer.status} ${answer.body}`);
    acknowledged.push({ what, idempotencyKey, body, answer });
    return answer;
  };
  const place = async (): Promise<void> => {
    count.orders += 1;
    const { body } = await command("POST /v1/orders", { ...orderBody(count.orders), paymentMethod: oneOf(methods) });
    const [, orderId] = /"id":"(ord_[0-9a-z]{26})"/.exec(body) ?? [];
    if (orderId === undefined) throw new Error(`no order: ${body}`);
    orderIds.push(orderId);
  };
  const cancel = async (): Promise<void> => {
    if (orderIds.length === 0) return;
    count.cancellations += 1;
    await command(`POST /v1/orders/${oneOf(orderIds.slice(-100))}/cancel`, { reason: "changed my mind" });
  };
  const adjust = async (): Promise<void> => {
    const sku = oneOf(articles);
    await command(`POST /v1/stock/${sku}/adjustments`, { delta: 3, reason: "a delivery" });
    adjusted.set(sku, (adjusted.get(sku) ?? 0) + 3);
  };
  const read = async (): Promise<void> => {
    const order = orderIds.length === 0 ? "" : `/${oneOf(orderIds)}`;
    const { status, body } = await ask(`GET /v1/orders${Math.random() < 0.2 ? "" : order}`);
    if (status !== 200) throw new Error(`what was acknowledged is ${status}: ${body}`);
  };
  /** The bank's webhook comes of it. */
  const actAtBank = async (): Promise<void> => {
    const waiting = JSON.parse((await ask("GET /v1/payments?status=RequiresAction&limit=1")).body).items;
    const outcome = oneOf(["confirm", "refuse"]);
    for (const { id } of waiting) await ask("POST /v1/providers/simulated/actions", { body: { paymentId: id, outcome } });
  };
  return {
    ask,
    acknowledged,
    orderIds,
    adjusted,
    counts: () => ({ ...count }),
    act: async () => {
      const chance = Math.random();
      if (chance < 0.35) return place();
      if (chance < 0.45) return cancel();
      if (chance < 0.85) return read();
      return chance < 0.95 ? actAtBank() : adjust();
    },
  };
};

const askingOf =
  (serverOf: (nth: number) => string, count: { requests: number; sentAgain: number }): SoakCustomers["ask"] =>
  async (what, { body, idempotencyKey } = {}) => {
    const untilMs = performance.now() + patienceMs;
    for (let nth = Math.floor(Math.random() * 2); ; nth += 1) {
      const answer = await send(serverOf(nth), what, { body, idempotencyKey });
      count.requests += 1;
      if (answer !== null && answer.status !== 503 && answer.status !== 429) return answer;
      if (performance.now() > untilMs) throw new Error(`nobody answers ${what}: ${answer?.body}`);
      count.sentAgain += 1;
      await sleep(tryAgainMs);
    }
  };

const oneOf = <T>(values: readonly T[]): T => {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new RangeError("there is none");
  return value;
};

/** Null when nobody answered: then it is not known whether it was done. */
const send = async (
  url: string,
  what: string,
  { body, idempotencyKey }: { readonly body: unknown; readonly idempotencyKey: string | undefined },
): Promise<WireAnswer | null> => {
  const [method = "", path = ""] = what.split(" ");
  try {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return null;
  }
};
