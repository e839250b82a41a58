import type { Answer, Caller } from "@waybill/contracts/http";
import type { CustomerId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import { type CustomerRecord, evolveCustomerRecord } from "../domain/customer-record.ts";
import { customerBody } from "./customer-rendering.ts";
import type { CustomerHandler, CustomersPorts, CustomersRequestRefusal, RecordedCustomerEvent } from "./ports.ts";

export type CustomerOutcome = Awaited<ReturnType<CustomerHandler["handle"]>>;

/** What was asked of which customer, for whom, and the status of a first success. */
interface Asked {
  readonly customerId: CustomerId;
  readonly caller: Caller;
  readonly status: 200 | 201;
}

/**
 * The answer to a command on a customer. The body is rendered from the stream as it was right after the command, so that a
 * replay, in whichever process, is answered as the first request was; but for what was erased since.
 */
export const customerAnswer = async (ports: CustomersPorts, asked: Asked, outcome: CustomerOutcome): Promise<Answer> => {
  if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
  const { customerId, caller, status } = asked;
  const record = recordOf(await ports.history.read(caller.merchant, customerId, outcome.version));
  if (record === null) return isUnknown();
  return {
    kind: "done",
    status,
    body: await customerBody(ports, record, caller),
    version: outcome.version,
    replayed: outcome.replayed,
    ...(status === 201 && { location: `/v1/customers/${customerId}` }),
    ...writtenIn(ports, outcome),
  };
};

/** Where it was recorded, if it was. */
const writtenIn = ({ log: { name: log, incarnation } }: CustomersPorts, outcome: CustomerOutcome) =>
  outcome.kind === "accepted" && { written: { log, incarnation, partition: outcome.partition, position: outcome.position } };

/** The customer that these events make; null when they make none. */
export const recordOf = (events: readonly Pick<RecordedCustomerEvent, "event">[]): CustomerRecord | null =>
  events.reduce<CustomerRecord | null>((record, { event }) => evolveCustomerRecord(record, event), null);

export const isUnknown = () => reject<CustomersRequestRefusal>({ code: "CustomerIsUnknown" });
