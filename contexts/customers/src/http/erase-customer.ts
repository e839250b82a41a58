import { type Answer, type Route, route } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import { customersLimits } from "../domain/limits.ts";
import { customerParams, refuse } from "./customer-access.ts";
import { isUnknown, recordOf, writtenIn } from "./customer-answer.ts";
import type { CustomersPorts, CustomersRequestRefusal } from "./ports.ts";

export const eraseCustomer = (ports: CustomersPorts): Route =>
  route({
    operation: "eraseCustomer",
    method: "DELETE",
    path: "/v1/customers/:customerId",
    summary: "Erase a person",
    description:
      "Drops the key under which everything of this person is sealed, wherever it lies; for ever. Refused while orders are under way: they need the address. Invoices keep what the law asks for.",
    params: customerParams,
    answers: { 204: null },
    refusals: ["CustomerIsUnknown", "CustomerHasLiveOrders", "VersionIsStale"],
    handle: async ({ params: { customerId }, caller: { merchant }, command, precondition, at }): Promise<Answer> => {
      const known = recordOf(await ports.history.read(merchant, customerId));
      // Asked first, so that the usual refusal leaves nothing behind. It is asked again once the customer is locked.
      const live = known?.customer.status === "Active" ? await ports.liveOrdersOf(merchant, customerId) : [];
      const starting = live.length > 0 ? refuse(liveOrders(live)) : ({ type: "StartErasure", at } as const);
      const outcome = await ports.customers.handle(customerId, { ...starting, ...precondition }, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const record = recordOf(await ports.history.read(merchant, customerId));
      if (record === null) return isUnknown();
      const { status, erasures } = record.customer;
      if (status === "Erasing") {
        const { actor, correlation, traceparent } = command;
        const causation = { ...(actor && { actor }), ...(correlation && { correlation }), ...(traceparent && { traceparent }) };
        const ended = await ports.erase({ merchant, customerId, attempt: erasures, causation });
        if (ended.kind === "abandoned") return reject(liveOrders(ended.orders));
      }
      return { kind: "done", status: 204, body: null, ...writtenIn(ports, outcome) };
    },
  });

const liveOrders = (orders: readonly string[]): CustomersRequestRefusal => ({
  code: "CustomerHasLiveOrders",
  orders: orders.slice(0, customersLimits.namedOrders),
});
