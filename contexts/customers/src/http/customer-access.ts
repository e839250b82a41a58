import { type Answer, type Caller, exactly, type Incoming } from "@waybill/contracts/http";
import type { CustomerId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import type { IfVersion } from "@waybill/kernel/if-version";
import type { Refuse } from "@waybill/kernel/refuse";
import Type from "typebox";
import type { CustomerCommand } from "../domain/customer-commands.ts";
import type { CustomerRecord } from "../domain/customer-record.ts";
import { customerAnswer, isUnknown, recordOf } from "./customer-answer.ts";
import { CustomerIdText } from "./customer-json.ts";
import type { CustomersPorts, CustomersRequestRefusal } from "./ports.ts";

/** The path's part of every route on one customer. */
export const customerParams = exactly({ customerId: CustomerIdText });

/** In the query of what a storefront may read; the header `Waybill-Access-Token` says the same and stays out of logs. */
export const accessTokenQuery = exactly({
  accessToken: Type.Optional(Type.String({ maxLength: 100, description: "For storefront keys" })),
});

/**
 * A storefront's key is public, so it opens a customer only together with that customer's token; null when the caller may read.
 * A wrong token is answered like a customer that does not exist.
 */
export const whyNotRead = (
  { tokens }: CustomersPorts,
  customerId: CustomerId,
  { caller, accessToken }: { readonly caller: Caller; readonly accessToken: string | null },
) => {
  if (caller.role !== "storefront") return null;
  if (accessToken === null) return reject<CustomersRequestRefusal>({ code: "AccessTokenIsMissing" });
  return tokens.opens(caller.merchant, customerId, accessToken) ? null : isUnknown();
};

type Changing = CustomerCommand | Refuse<CustomersRequestRefusal>;
type Editing = Incoming<{ readonly customerId: CustomerId }, unknown, unknown>;

/**
 * Has a customer changed, and answers it as it is then. Nothing is sealed for somebody who is not known here, nor for who is erased:
 * no key comes into being for them.
 */
export const editCustomer = async (
  ports: CustomersPorts,
  { params: { customerId }, caller, command, precondition }: Editing,
  { status = 200, change }: { readonly status?: 200 | 201; readonly change: (record: CustomerRecord) => Changing | Promise<Changing> },
): Promise<Answer> => {
  const record = recordOf(await ports.history.read(caller.merchant, customerId));
  const changing: Changing & IfVersion = { ...(await whyNotChange(record, change)), ...precondition };
  const outcome = await ports.customers.handle(customerId, changing, command);
  return customerAnswer(ports, { customerId, caller, status }, outcome);
};

const whyNotChange = async (
  record: CustomerRecord | null,
  change: (record: CustomerRecord) => Changing | Promise<Changing>,
): Promise<Changing> => {
  if (record === null) return refuse({ code: "CustomerIsUnknown" });
  const { status } = record.customer;
  return status === "Active" ? change(record) : refuse({ code: `CustomerIs${status}` });
};

export const refuse = (refusal: CustomersRequestRefusal): Refuse<CustomersRequestRefusal> => ({ type: "Refuse", refusal });

/** Nothing can be sealed for somebody whose key is gone. */
export const isErased = (): Refuse<CustomersRequestRefusal> => refuse({ code: "CustomerIsErased" });
