import { type Answer, type CursorKey, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { CustomerId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import Type from "typebox";
import { CustomerStatusText, ListedCustomerJson } from "./customer-json.ts";
import { listedJson } from "./customer-rendering.ts";
import type { CustomerFilter, CustomersPorts, ListedCustomer } from "./ports.ts";

export const listCustomers = ({ list, sealer }: CustomersPorts): Route =>
  route({
    operation: "listCustomers",
    method: "GET",
    path: "/v1/customers",
    summary: "Customers, the newest first",
    description: "Names are sealed one by one, so none can be searched for.",
    query: pageQuery({
      status: Type.Optional(CustomerStatusText),
      isBlocked: Type.Optional(Type.Boolean({ description: "Only who is, or who is not" })),
    }),
    answers: { 200: pageOf(ListedCustomerJson, "CustomerPage") },
    reads: "customer_list",
    handle: async ({ query, caller }): Promise<Answer> => {
      const { limit, cursor, status = null, isBlocked = null } = query;
      const filter: CustomerFilter = { status, blocked: isBlocked };
      const { merchant } = caller;
      const page = await readPage(
        { scope: ["customers", merchant, JSON.stringify(Object.values(filter))], limit, cursor },
        {
          keyOf: ({ addedAt, customerId }: ListedCustomer) => [addedAt, customerId],
          read: (after, rows) => list.page({ merchant, filter, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      const items = await Promise.all(page.items.map((listed) => listedJson(sealer, caller, listed)));
      return { kind: "done", status: 200, body: { items, next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null): { readonly addedAt: Instant; readonly customerId: CustomerId } | null => {
  const [addedAt, id] = key ?? [];
  const customerId = typeof id === "string" ? CustomerId.parse(id) : null;
  return typeof addedAt === "number" && Number.isSafeInteger(addedAt) && customerId !== null
    ? { addedAt: instant(addedAt), customerId }
    : null;
};
