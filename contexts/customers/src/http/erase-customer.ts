import { type Answer, type Caller, type Route, route } from "@waybill/contracts/http";
import type { CustomerId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import { customersLimits } from "../domain/limits.ts";
import { customerParams, refuse } from "./customer-access.ts";
import { isUnknown, recordOf } from "./customer-answer.ts";
import { CustomerJson } from "./customer-json.ts";
import { customerBody } from "./customer-rendering.ts";
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
    answers: { 200: CustomerJson },
    refusals: ["CustomerIsUnknown", "CustomerHasLiveOrders", "VersionIsStale"],
    handle: async ({ params: { customerId }, caller, command, precondition, at }): Promise<Answer> => {
      const { merchant } = caller;
      const known = recordOf(await ports.history.read(merchant, customerId));
      // Asked first, so that the usual refusal leaves nothing behind. It is asked again once the customer is locked.
      const live = known?.customer.status === "Active" ? await ports.liveOrdersOf(merchant, customerId) : [];
      const starting = live.length > 0 ? refuse(liveOrders(live)) : ({ type: "StartErasure", at } as const);
      const outcome = await ports.customers.handle(customerId, { ...starting, ...precondition }, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const started = recordOf(await ports.history.read(merchant, customerId));
      if (started?.customer.status === "Erasing") {
        const { actor, correlation, traceparent } = command;
        const causation = { ...(actor && { actor }), ...(correlation && { correlation }), ...(traceparent && { traceparent }) };
        const ended = await ports.erase({ merchant, id: customerId, attempt: started.customer.erasures, causation });
        if (ended.kind === "abandoned") return reject(liveOrders(ended.orders));
      }
      return erasedAnswer(ports, customerId, caller);
    },
  });

/** What is left of the person, and where the last that happened to them stands. */
const erasedAnswer = async (ports: CustomersPorts, customerId: CustomerId, caller: Caller): Promise<Answer> => {
  const events = await ports.history.read(caller.merchant, customerId);
  const [record, last] = [recordOf(events), events.at(-1)];
  if (record === null || last === undefined) return isUnknown();
  const { partition, position } = last.recorded;
  const written = { log: ports.log.name, incarnation: ports.log.incarnation, partition, position };
  return { kind: "done", status: 200, body: await customerBody(ports, record, caller), version: record.version, written };
};

const liveOrders = (orders: readonly string[]): CustomersRequestRefusal => ({
  code: "CustomerHasLiveOrders",
  orders: orders.slice(0, customersLimits.namedOrders),
});
