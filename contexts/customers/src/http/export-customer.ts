import { type Answer, exactly, InstantText, type Route, route } from "@waybill/contracts/http";
import type { Json } from "@waybill/kernel/brand";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import Type from "typebox";
import { customerParams } from "./customer-access.ts";
import { isUnknown, recordOf } from "./customer-answer.ts";
import { CustomerJson } from "./customer-json.ts";
import { customerBody } from "./customer-rendering.ts";
import type { CustomersPorts, RecordedCustomerEvent } from "./ports.ts";

const PastJson = exactly(
  {
    version: Type.Integer({ minimum: 1 }),
    event: Type.String({ examples: ["AddressChanged"] }),
    at: InstantText,
    facts: Type.Object({}, { description: "What the event says, opened: also what is no longer so" }),
  },
  { title: "PersonalPast" },
);

const ExportJson = exactly(
  {
    exportedAt: InstantText,
    customer: CustomerJson,
    history: Type.Array(PastJson),
    elsewhere: Type.Object({}, { description: "What other contexts hold of this person, by the name of the context" }),
  },
  { title: "PersonalRecords" },
);

export const exportCustomer = (ports: CustomersPorts): Route =>
  route({
    operation: "exportCustomer",
    method: "GET",
    path: "/v1/customers/:customerId/export",
    summary: "All that is known of a person, readable",
    description:
      "For the person themselves: what is so now, what was so before, and what other contexts hold. Of an erased person nothing can be read.",
    params: customerParams,
    answers: { 200: ExportJson },
    refusals: ["CustomerIsUnknown"],
    handle: async ({ params: { customerId }, caller, at }): Promise<Answer> => {
      const events = await ports.history.read(caller.merchant, customerId);
      const record = recordOf(events);
      if (record === null) return isUnknown();
      const body = {
        exportedAt: isoFromInstant(at),
        customer: await customerBody(ports, record, caller),
        history: await Promise.all(events.map((one) => pastJson(ports.sealer, one))),
        elsewhere: await ports.recordsElsewhere(caller.merchant, customerId),
      };
      return { kind: "done", status: 200, body, version: record.version };
    },
  });

const pastJson = async (sealer: Sealer, { recorded: { version, type, data } }: RecordedCustomerEvent) => {
  const { at, ...facts } = data;
  return { version, event: type, at: isoFromInstant(instant(Number(at))), facts: await opened(sealer, facts) };
};

/** The same JSON with everything in it opened that was sealed; null in the place of what cannot be opened any more. */
const opened = async (sealer: Sealer, value: Json): Promise<Json> => {
  if (Array.isArray(value)) return Promise.all(value.map((one: Json) => opened(sealer, one)));
  if (typeof value !== "object" || value === null) return value;
  if (isSealed(value)) return sealer.open(value);
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, inner]) => [name, await opened(sealer, inner ?? null)] as const),
  );
  return Object.fromEntries(entries);
};

const isSealed = (value: object): value is Sealed<Json> =>
  "sealed" in value && "subject" in value && typeof value.sealed === "string" && typeof value.subject === "string";
