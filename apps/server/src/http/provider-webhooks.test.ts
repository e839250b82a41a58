import { createHmac } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { instant, isoFromInstant, systemClock } from "@waybill/kernel/clock";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webhookSecretOf } from "../access/access-token.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { defaultHttpSettings } from "./http-settings.ts";

const memory = sharedMemory();
const other = MerchantId.create();
let server: TestServer;
let secret: string;
beforeAll(async () => {
  server = await startTestServer({ foundation: memory.foundation() });
  secret = webhookSecretOf("simulated", await memory.foundation().keys.secret());
  for (const merchant of [MerchantId.default, other]) {
    await stockTea(server, { merchant });
    await server.ask("POST /v1/stock/TEA/adjustments", { merchant, body: { delta: 1_000, reason: "a test" } });
  }
});
afterAll(() => server.stop());

interface Posted {
  readonly provider?: string;
  readonly secret?: string;
  /** How long ago it was signed. */
  readonly ageMs?: number;
  /** Instead of the bytes that were signed. */
  readonly sent?: string | Uint8Array;
  readonly signature?: string;
  readonly from?: string;
  readonly to?: TestServer;
}

/** As a provider posts it: without a key, in whatever media type, signed as of now. */
const post = (said: unknown, change: Posted = {}) => {
  const body = typeof said === "string" ? said : JSON.stringify(said);
  const at = systemClock.now() - (change.ageMs ?? 0);
  const mac = createHmac("sha256", change.secret ?? secret)
    .update(`${at}.${body}`)
    .digest("hex");
  const headers = {
    authorization: "",
    "content-type": "application/x-news; charset=latin1",
    "webhook-signature": change.signature ?? `t=${at},v1=${mac}`,
  };
  const { from = "127.0.0.1", to = server } = change;
  return to.ask(`POST /v1/providers/${change.provider ?? "simulated"}/webhook`, { headers, from, body: change.sent ?? body });
};

/** A payment that waits for its customer. */
const waitingPayment = async (merchant: MerchantId = MerchantId.default) => {
  const body = { lines: [{ sku: "TEA", quantity: 2 }], paymentMethod: "pm_requires_action" };
  const order: string = (await placeTea(server, { merchant, body })).body.id;
  const find = async () => (await server.ask(`GET /v1/payments?orderId=${order}`, { merchant })).body.items[0];
  const { id } = await eventually("the customer has to act", async () => {
    const found = await find();
    return found?.status === "RequiresAction" && found;
  });
  const see = async () => (await server.ask(`GET /v1/payments/${id}`, { merchant })).body;
  return { id: String(id), order, see, key: (step = "1-authorise") => `${merchant}/${id}/${step}` };
};

const confirms = (key: string) => {
  const answer = { kind: "authorised", reference: `sim-${key}`, expiresAt: systemClock.now() + 600_000_000 };
  return { kind: "answer", key, answer };
};
const refuses = (key: string) => ({ kind: "answer", key, answer: { kind: "refused", code: "CustomerRefused" } });

/** How many events billing has recorded; but for days that are to be compared, which are scheduled meanwhile. */
const recorded = async (): Promise<number> => {
  const { log } = await memory.foundation().openContext("billing");
  const from = new Map([...(await log.heads()).keys()].map((partition) => [partition, 0]));
  return (await log.readPartitions(from, 100_000)).filter(({ stream }) => !stream.includes("/reconciliation/")).length;
};

describe("a payment provider's webhook", () => {
  it("tells what the customer did, and the order goes on", async () => {
    const { key, see, order } = await waitingPayment();
    const answer = await post(confirms(key()));
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect((await see()).status).toBe("Authorised");
    await eventually("the order is confirmed", async () => (await server.ask(`GET /v1/orders/${order}`)).body.status === "Confirmed");
  });

  it("is taken once, however often it comes", async () => {
    const { key, order } = await waitingPayment();
    await post(confirms(key()));
    await eventually("the order is confirmed", async () => (await server.ask(`GET /v1/orders/${order}`)).body.status === "Confirmed");
    const before = await recorded();
    for (let times = 0; times < 3; times += 1) expect((await post(confirms(key()))).status).toBe(204);
    expect(await recorded()).toBe(before);
  });

  it("may come out of order", async () => {
    const { id, key, see } = await waitingPayment();
    await server.ask("POST /v1/providers/simulated/actions", { body: { paymentId: id, outcome: "confirm" } });
    await server.ask(`POST /v1/payments/${id}/capture`, { body: {} });
    await eventually("it is captured", async () => (await see()).status === "Captured");
    const respondBy = systemClock.now() + 600_000_000;
    const dispute = { kind: "dispute", key: key("2-capture"), disputeId: "dis_1", amount: { amount: 998, currency: "EUR" }, respondBy };
    expect((await post({ ...dispute, news: "lost" })).status).toBe(204);
    expect((await post({ ...dispute, news: "opened" })).status).toBe(204);
    expect((await see()).status).toBe("Lost");
  });

  const lostInDispute = [{ reason: "Payment 1 was lost in a dispute", until: null }];
  it.each([
    ["won", []],
    ["lost", lostInDispute],
  ])("has an order held while the customer wants the money back, and for what the bank says: %s", async (news, held) => {
    const { id, key, order, see } = await waitingPayment();
    await server.ask("POST /v1/providers/simulated/actions", { body: { paymentId: id, outcome: "confirm" } });
    const shown = async () => (await server.ask(`GET /v1/orders/${order}`)).body;
    await eventually("it is confirmed", async () => (await shown()).status === "Confirmed");
    await server.ask(`POST /v1/payments/${id}/capture`, { body: {} });
    await eventually("it is captured", async () => (await see()).status === "Captured");
    const respondBy = systemClock.now() + 600_000_000;
    const dispute = { kind: "dispute", key: key("2-capture"), disputeId: "dis_2", amount: { amount: 998, currency: "EUR" }, respondBy };
    await post({ ...dispute, news: "opened" });
    await eventually("it is held", async () => (await shown()).holds.length > 0);
    expect((await shown()).holds).toEqual([{ reason: "Payment 1 is disputed", until: isoFromInstant(instant(respondBy)) }]);
    await post({ ...dispute, news });
    await eventually("the dispute is over", async () => isDeepStrictEqual((await shown()).holds, held));
  });

  it.each<[string, Posted]>([
    ["not signed with the provider's secret", { secret: "guessed" }],
    ["changed on its way", { sent: "{}" }],
    ["no text", { sent: new Uint8Array([0xff, 0x00, 0xc3]) }],
    ["signed too long ago", { ageMs: 301_000 }],
    ["from the future", { ageMs: -301_000 }],
    ["without a signature", { signature: "" }],
    ["signed with nonsense", { signature: "v1=abc" }],
  ])("that is %s is refused, and leaves nothing", async (_, change) => {
    const { key, see } = await waitingPayment();
    const before = await recorded();
    const answer = await post(confirms(key()), change);
    expect([answer.status, answer.body.code, answer.headers["content-type"]]).toEqual([
      401,
      "WebhookIsForged",
      "application/problem+json; charset=utf-8",
    ]);
    expect([await recorded(), (await see()).status]).toEqual([before, "RequiresAction"]);
  });

  it("is checked by the very bytes that were sent: the same JSON, written anew, is another text", async () => {
    const { key, see } = await waitingPayment();
    const news = confirms(key());
    const written = JSON.stringify(news, null, 2).replace('"answer"', '"\\u0061nswer"');
    const anew = JSON.stringify(JSON.parse(written));
    expect([JSON.parse(written), written === anew]).toEqual([news, false]);
    expect((await post(written, { sent: anew })).body.code).toBe("WebhookIsForged");
    expect((await see()).status).toBe("RequiresAction");
    expect((await post(written)).status).toBe(204);
    expect((await see()).status).toBe("Authorised");
  });

  it("speaks of the payment that it names, with its merchant, and of no other", async () => {
    const [ours, theirs] = [await waitingPayment(), await waitingPayment(other)];
    const before = await recorded();
    const crossed = await post(confirms(`default/${theirs.id}/1-authorise`));
    expect([crossed.status, crossed.body.code]).toEqual([404, "PaymentIsNotCreated"]);
    expect([await recorded(), (await theirs.see()).status]).toEqual([before, "RequiresAction"]);
    expect((await post(refuses(theirs.key()))).status).toBe(204);
    expect([(await ours.see()).status, (await theirs.see()).status]).toEqual(["RequiresAction", "Declined"]);
  });

  it("of a provider that is not known, or about no payment, is refused", async () => {
    const { key } = await waitingPayment();
    const unknown = await post(confirms(key()), { provider: "nobody" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "ProviderIsUnknown"]);
    expect((await post(confirms("whatever"))).body.code).toBe("PaymentIsNotCreated");
  });

  it("is small, and posted", async () => {
    const large = await post({ kind: "x".repeat(70_000) });
    expect([large.status, large.body.code]).toEqual([413, "BodyIsTooLarge"]);
    const got = await server.ask("GET /v1/providers/simulated/webhook");
    expect([got.status, got.headers.allow]).toEqual([405, "POST, OPTIONS"]);
  });

  it("is counted by the address that it comes from", async () => {
    const { rates, load } = defaultHttpSettings;
    const guarded = await startTestServer({ settings: { rates: { ...rates, anonymous: 3 }, load } });
    const statuses: number[] = [];
    for (let guess = 0; guess < 5; guess += 1) statuses.push((await post({}, { to: guarded, from: "192.0.2.7" })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await post({}, { to: guarded, from: "192.0.2.8" })).status).toBe(401);
    await guarded.stop();
  });
});
