import { setTimeout as delay } from "node:timers/promises";
import type { Answer } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";
import { type Config, readConfig } from "@waybill/server/config";
import type { InProcessCaller } from "@waybill/server/in-process";
import { createLogger } from "@waybill/server/logging";
import { openPlatform } from "@waybill/server/open-platform";
import type { Platform } from "@waybill/server/platform";
import { startProblem } from "@waybill/server/start-problem";
import { CannotGoOn } from "../cannot-go-on.ts";
import { IN_PROCESS_IN_FLIGHT_MAX, OVERLOADED_TRIES_MAX } from "../limits.ts";
import type { OrderOutcome, OrderSink, ReturnedOrder } from "../order-sink.ts";

/**
 * Imports through the command handlers of a platform in this process, on the database that the environment names.
 * @throws CannotGoOn when it does not open: another process holds the data folder, say.
 */
export const platformSink = async (merchant: string | null): Promise<OrderSink> => {
  const caller = callerFor(merchant);
  const platform = await open();
  const ask = asking(platform, caller);
  return {
    inFlightMax: IN_PROCESS_IN_FLIGHT_MAX,
    createProduct: async ({ sku, name, unitPrice }) => {
      const answer = await ask("putProduct", { params: { sku }, body: { name, unitPrice }, precondition: { ifVersion: 0 } });
      if (answer.kind === "done") return { kind: "created" };
      const refusal = refusalIn(answer);
      return refusal.code === "VersionIsStale" ? { kind: "known" } : { kind: "refused", refusal };
    },
    importOrder: async ({ placedAt, ...order }) =>
      taken(await ask("importOrder", { body: { ...order, placedAt: isoFromInstant(placedAt) } })),
    importReturn: async ({ returnedAt, ...back }) => {
      const answer = await ask("importReturn", { body: { ...back, returnedAt: isoFromInstant(returnedAt) } });
      return answer.kind === "done" ? { kind: kindOf(answer), orders: returnTold(answer.body).orders } : refusedWith(answer);
    },
    importCreditNote: async ({ issuedAt, orderId, ...note }) => {
      const body = { ...note, ...(orderId !== null && { orderId }), issuedAt: isoFromInstant(issuedAt) };
      return taken(await ask("importCreditNote", { body }));
    },
    importAdjustment: async ({ sku, adjustedAt, ...adjustment }) => {
      const body = { ...adjustment, adjustedAt: isoFromInstant(adjustedAt) };
      return taken(await ask("importStockAdjustment", { params: { sku }, body }));
    },
    close: () => platform.stop(),
  };
};

const callerFor = (merchant: string | null): InProcessCaller => {
  const id = MerchantId.parse(merchant ?? MerchantId.default);
  if (id === null)
    throw new CannotGoOn(`${merchant} is no merchant: an id looks like mer_01h455vb4pex5vsknk084sn02q, and one is called default.`);
  return { keyId: KeyId.derive("waybill import"), role: "admin", merchant: id, actor: "waybill import" };
};

const open = async (): Promise<Platform> => {
  let config: Config | null = null;
  try {
    config = readConfig(process.env, []);
    // stdout is the report's.
    const logger = createLogger({ logLevel: "warn" }, process.stderr);
    const onLost = ({ message }: Error) => {
      process.stderr.write(`${message}\n`);
      process.exit(1);
    };
    // Lists are for whoever serves: following here as well took 40 % of the speed (1,150 orders/s instead of 1,900).
    return await openPlatform(config, { logger, onLost, follows: false });
  } catch (error) {
    const problem = startProblem(error, config);
    if (problem === null) throw error;
    throw new CannotGoOn(`${problem}\nWhere a server runs on it, import through that one: add --url http://127.0.0.1:4000 --key KEY.`);
  }
};

/** Asks until there is an answer: with its hands full, the platform is asked again a little later. */
const asking =
  ({ call }: Platform, caller: InProcessCaller) =>
  async (operation: string, asked: Parameters<Platform["call"]>[1]): Promise<Answer> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await call(operation, asked, caller);
      if ((answer.kind !== "overloaded" && answer.kind !== "contended") || tries >= OVERLOADED_TRIES_MAX) return answer;
      await delay(answer.retryAfterMs);
    }
  };

const taken = (answer: Answer): OrderOutcome => (answer.kind === "done" ? { kind: kindOf(answer) } : refusedWith(answer));

const kindOf = ({ status, replayed }: Extract<Answer, { kind: "done" }>) => (status === 201 && replayed !== true ? "placed" : "skipped");

type ReturnTold = { readonly orders: readonly ReturnedOrder[] };

/** As the route declares it. */
const returnTold = (body: unknown): ReturnTold => body as ReturnTold;

const refusedWith = (answer: Exclude<Answer, { kind: "done" }>) => ({ kind: "refused", refusal: refusalIn(answer) }) as const;

const refusalIn = (answer: Exclude<Answer, { kind: "done" }>): Refusal =>
  answer.kind === "refused" ? answer.refusal : { code: answer.kind };
