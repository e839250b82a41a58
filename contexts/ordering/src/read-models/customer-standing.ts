import { customerAdded, customerBlocked, customerErased, customerUnblocked } from "@waybill/contracts/customers";
import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Heard } from "@waybill/kernel/understanding";

/** What is said of customers that an order needs to know. */
export const customerNews = [customerAdded, customerBlocked, customerUnblocked, customerErased] as const;
type CustomerNews = Heard<(typeof customerNews)[number]>;

/** Whether somebody may order. */
export type CustomerStanding = "Blocked" | "Erased" | "Known";

export type CustomerStandingRow = {
  /** Customers' stream of the customer: ids are not another merchant's to use. */
  readonly subject: string;
  readonly merchant: MerchantId;
  readonly customerId: CustomerId;
  readonly standing: CustomerStanding;
};

/** Answers whether a customer is known here and may order, as far as ordering has heard. */
export const customerStanding: ReadModel<readonly CustomerNews[], CustomerStandingRow> = {
  name: "customer_standing",
  version: 1,
  columns: { subject: "text", merchant: "text", customerId: "text", standing: "text" },
  indexes: ["(merchant, customer_id)"],
  keyOf: ([first]) => first?.message.subject ?? null,
  // Several pieces of news of one event come in the order in which they were said.
  project: (row, news) => news.reduce((_: CustomerStandingRow | null, heard) => learnt(heard), row),
};

/** @throws Error for what is not understood: nobody may order whose standing is not known. */
const learnt = (heard: CustomerNews): CustomerStandingRow => {
  const { message } = heard;
  if (heard.kind === "notUnderstood")
    throw new Error(`${message.id} is not understood: ${heard.reason} (${message.name}.v${message.version})`);
  const { merchantId: merchant, customerId } = heard.data;
  return { subject: message.subject, merchant, customerId, standing: standingAfter(heard.name) };
};

const standingAfter = (name: Extract<CustomerNews, { readonly kind: "understood" }>["name"]): CustomerStanding => {
  switch (name) {
    case "CustomerAdded":
    case "CustomerUnblocked":
      return "Known";
    case "CustomerBlocked":
      return "Blocked";
    case "CustomerErased":
      return "Erased";
  }
};
