import type { MerchantId } from "@waybill/contracts/vocabulary";
import { CartId, CustomerId, InvoiceId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { sampleRequests } from "./sample-requests.ts";
import type { TestRequest, TestServer } from "./test-server.ts";

/** Things of one merchant that the sample requests can be about, so that a test meets more than what does not exist. */
export interface LivingThings {
  /** The sample request of an operation, about these things; the token opens what its path names. */
  request(operation: string): { readonly what: string; readonly body: unknown; readonly accessToken: string };
  /** The ids of all of them. */
  readonly ids: readonly string[];
  /** What their owner sees of them. */
  picture(): Promise<string>;
}

export const livingThings = async (server: TestServer, merchant: MerchantId): Promise<LivingThings> => {
  const ask = async (operation: string, as: "admin" | "storefront" = "storefront") => {
    const { what, body } = sampleRequests[operation]!;
    // Whoever waits for an order looks only once what became of it.
    const answer = await server.ask(what, { as, merchant, body, headers: { prefer: "wait=5" } });
    if (answer.status >= 400) throw new Error(`${operation} → ${answer.status} ${answer.text}`);
    return answer;
  };
  await ask("putProduct", "admin");
  await ask("putStockPolicy", "admin");
  await ask("adjustStock", "admin");
  // Who spoilt the product before may have made it free, and nobody pays for that.
  await eventually("its price is known", async () => (await ask("quoteLines")).body.lines[0].unitPrice.amount === 100);
  const [order, cart, guest] = [await ask("placeOrder"), await ask("openCart"), await ask("openCart")];
  const customer = await ask("addCustomer");
  // What sagas do for it is done then: from here on only requests change it.
  const payment = await eventually("the order is promised, and paid for", async () => {
    const { body } = await server.ask(`GET /v1/payments?orderId=${order.body.id}`, { as: "admin", merchant });
    const { body: promised } = await server.ask(`GET /v1/orders/${order.body.id}`, { as: "admin", merchant });
    return promised.status === "Confirmed" && body.items[0];
  });
  const { keyId } = await server.keyOf("readonly", merchant);
  const living = new Map<string, string>([
    [OrderId.derive("sample"), order.body.id],
    [PaymentId.derive("sample"), payment.id],
    // Not in life yet: an invoice is written when something is delivered.
    [InvoiceId.derive("sample"), InvoiceId.create()],
    [CustomerId.derive("sample customer"), customer.body.id],
    [CartId.derive("sample"), cart.body.id],
    [CartId.derive("another"), guest.body.id],
    ["key_01h455vb4pex5vsknk084sn02q", keyId],
  ]);
  const inLife = (text: string): string => [...living].reduce((told, [sample, id]) => told.replaceAll(sample, id), text);
  const bodyInLife = (json: string): string => inLife(json).replace('"AAAA"', JSON.stringify(guest.body.accessToken));
  const owner: TestRequest = { as: "admin", merchant };
  return {
    ids: [...living.values()],
    request: (operation) => {
      const { what, body } = sampleRequests[operation]!;
      const { accessToken } = /\/v1\/(orders|payments|providers)\//.test(what)
        ? order.body
        : what.includes("/v1/customers/")
          ? customer.body
          : cart.body;
      const [bare = ""] = inLife(what).split("?");
      return { what: bare, accessToken, body: body === undefined ? undefined : JSON.parse(bodyInLife(JSON.stringify(body))) };
    },
    picture: async () => {
      const paths = [
        `orders/${order.body.id}`,
        `orders/${order.body.id}/history`,
        `customers/${customer.body.id}`,
        `carts/${cart.body.id}`,
        `carts/${guest.body.id}`,
        "products/SAMPLE",
      ];
      const seen = await Promise.all(paths.map(async (path) => (await server.ask(`GET /v1/${path}`, owner)).text));
      return `${seen.join("\n")}\n${(await server.ask("GET /v1/keys", owner)).text.includes(keyId)}`;
    },
  };
};
