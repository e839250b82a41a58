import { createClient, done, eachItem } from "@waybill/client";

/** Sells two packets of tea; how many orders wait after that. */
export const sellTea = async (baseUrl: string, key: string): Promise<number> => {
  const waybill = createClient({ baseUrl, key });

  const tea = { name: "Green tea, 100 g", unitPrice: { amount: "4.99", currency: "EUR" } };
  done(await waybill.putProduct({ sku: "TEA-100", body: tea }));

  // Sent again under the same key it is the same order, however often, and by whichever process.
  const order = { lines: [{ sku: "TEA-100", quantity: 2 }], paymentMethod: "pm_ok" };
  const placed = await waybill.placeOrder({ body: order }, { idempotencyKey: "cart-4711" });
  if (placed.kind === "refused") {
    // A refusal is a value. Its code says why, its facts what to do about it.
    if (placed.refusal.code === "UnknownSku") return 0;
    throw new Error(placed.refusal.detail);
  }

  // Somebody else may have changed it meanwhile: then this is refused, with VersionIsStale.
  const { body, etag } = placed;
  await waybill.holdOrder({ orderId: body.id, body: { reason: "fraud check" } }, { ifMatch: etag ?? "*" });

  // The list shows what this client has just written.
  let waiting = 0;
  for await (const { onHold } of eachItem(waybill.listOrders, { status: "Placed" })) if (onHold) waiting += 1;
  return waiting;
};
