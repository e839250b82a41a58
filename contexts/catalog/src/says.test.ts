import { catalogLanguage } from "@waybill/contracts/catalog";
import { undeclaredFields } from "@waybill/contracts/testing/undeclared";
import { price, sku } from "@waybill/contracts/testing/words";
import { skuSegment } from "@waybill/contracts/vocabulary";
import { type Aggregate, encodeDecision } from "@waybill/kernel/aggregate";
import { instant } from "@waybill/kernel/clock";
import { accept } from "@waybill/kernel/decider";
import { streamName } from "@waybill/kernel/event-log";
import { newUuid } from "@waybill/kernel/id";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createSaidReader } from "@waybill/kernel/said-reader";
import { wholeVoiceOf } from "@waybill/kernel/voice";
import { describe, expect, it } from "vitest";
import { type Product, type ProductEvent, type PutProduct, productDecider } from "./domain/product.ts";
import { saysOfProduct } from "./says.ts";

const productAggregate: Aggregate<PutProduct, Product, ProductEvent> = { type: "product", decider: productDecider };
const article = sku("BANK CHARGES");
const content = {
  name: "Bank charges",
  unitPrice: price("0.001", "GBP"),
  taxCategory: "standard",
  weightGrams: null,
  imageUrl: null,
  allowBackorder: true,
} as const;
const [at, later] = [instant(1_000), instant(2_000)];
const added: ProductEvent = { type: "ProductAdded", merchantId: "default", sku: article, ...content, at };
const renamed: ProductEvent = { type: "ProductRenamed", sku: article, name: "Charges", at: later };
const repriced: ProductEvent = { type: "ProductRepriced", sku: article, unitPrice: price("15", "GBP"), at: later };
const described: ProductEvent = {
  type: "ProductDescribed",
  sku: article,
  taxCategory: null,
  weightGrams: 5,
  imageUrl: "https://shop.example/a.webp",
  allowBackorder: false,
  at: later,
};

/** What is said of a product with these events, each recorded with a command of its own. */
const told = async (...events: readonly ProductEvent[]) => {
  const log = createMemoryEventLog({ name: "catalog", partitions: 1 });
  for (const [expectedVersion, event] of events.entries()) {
    const encoded = encodeDecision(productAggregate, accept(event));
    if ("unstorable" in encoded) throw new Error("the sample cannot be stored");
    const stream = streamName("default", "product", skuSegment(article));
    const command = { stream, commandId: newUuid(), expectedVersion, events: encoded.events, causation: {} };
    await log.append([{ ...command, receipt: null, outcome: null }]);
  }
  const reader = createSaidReader({ log, voices: [wholeVoiceOf(productAggregate, saysOfProduct)] });
  return (await reader.read(new Map([[0, 0]]), 100)).messages;
};
const about = { merchantId: "default", sku: "BANK CHARGES" };

describe("what the catalog says of a product", () => {
  it("is the whole product when it is added", async () => {
    const [message] = await told(added);
    expect(message).toMatchObject({ name: "ProductAdded", version: 1, subject: "default/product/BANK%20CHARGES" });
    expect(message?.data).toEqual({ ...about, ...content, addedAt: at });
  });

  it("is the whole product as it is after each change", async () => {
    const messages = await told(added, renamed, repriced, described);
    expect(messages.map(({ name }) => name)).toEqual(["ProductAdded", "ProductChanged", "ProductChanged", "ProductChanged"]);
    const changed = { ...about, ...content, name: "Charges", changedAt: later };
    expect(messages[1]?.data).toEqual(changed);
    expect(messages[2]?.data).toEqual({ ...changed, unitPrice: price("15", "GBP") });
    const { taxCategory, weightGrams, imageUrl, allowBackorder } = described;
    expect(messages[3]?.data).toEqual({ ...changed, unitPrice: price("15", "GBP"), taxCategory, weightGrams, imageUrl, allowBackorder });
  });

  it("is what the contracts say, and no more", async () => {
    for (const { name, data } of await told(added, renamed, repriced, described)) {
      const contract = catalogLanguage.find((one) => one.name === name)!;
      expect(contract.accepts(data)).toBe(true);
      expect(undeclaredFields(contract, data)).toEqual([]);
    }
  });

  it("fails for a product that was never added", async () => {
    await expect(told(renamed)).rejects.toThrow("is not the stream of a product");
  });
});
