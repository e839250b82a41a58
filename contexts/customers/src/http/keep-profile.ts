import { type Answer, type Incoming, type Route, route } from "@waybill/contracts/http";
import { CustomerId } from "@waybill/contracts/vocabulary";
import type { Refuse } from "@waybill/kernel/refuse";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import type { AddCustomer, ChangeCustomer, ProfileChange } from "../domain/customer-commands.ts";
import type { ProfileField } from "../domain/customer-events.ts";
import type { CustomerRecord } from "../domain/customer-record.ts";
import { accessTokenQuery, customerParams, editCustomer, isErased, whyNotRead } from "./customer-access.ts";
import { customerAnswer, isUnknown, recordOf } from "./customer-answer.ts";
import { AddCustomerBody, type AddCustomerRequest, ChangeCustomerBody, type ChangeCustomerRequest, CustomerJson } from "./customer-json.ts";
import { customerBody, openOrNull } from "./customer-rendering.ts";
import type { CustomersPorts, CustomersRequestRefusal } from "./ports.ts";

export const addCustomer = (ports: CustomersPorts): Route =>
  route({
    operation: "addCustomer",
    method: "POST",
    path: "/v1/customers",
    summary: "Add a customer",
    description: "A storefront is given the customer's `accessToken`, and needs it to read this customer.",
    body: AddCustomerBody,
    example: { name: "Aino Virtanen", email: "aino@example.com", locale: "fi", timeZone: "Europe/Helsinki" },
    answers: { 201: CustomerJson },
    refusals: ["CustomerIsErased", "IdempotencyKeyReused"],
    handle: async ({ body, caller, command, identify, precondition, at }): Promise<Answer> => {
      const customerId = identify(CustomerId);
      const adding = await addCommand(body, { customerId, merchantId: caller.merchant, at }, ports.sealer);
      const outcome = await ports.customers.handle(customerId, { ...adding, ...precondition }, { ...command, isNew: true });
      return customerAnswer(ports, { customerId, caller, status: 201 }, outcome);
    },
  });

export const getCustomer = (ports: CustomersPorts): Route =>
  route({
    operation: "getCustomer",
    method: "GET",
    path: "/v1/customers/:customerId",
    summary: "A customer as they are now",
    description: "Somebody who was erased is still there, without anything that tells who it was.",
    params: customerParams,
    query: accessTokenQuery,
    answers: { 200: CustomerJson },
    refusals: ["CustomerIsUnknown", "AccessTokenIsMissing"],
    handle: async ({ params: { customerId }, caller, accessToken }): Promise<Answer> => {
      const refused = whyNotRead(ports, customerId, { caller, accessToken });
      if (refused !== null) return refused;
      const record = recordOf(await ports.history.read(caller.merchant, customerId));
      if (record === null) return isUnknown();
      return { kind: "done", status: 200, body: await customerBody(ports, record, caller), version: record.version };
    },
  });

export const changeCustomer = (ports: CustomersPorts): Route =>
  route({
    operation: "changeCustomer",
    method: "PATCH",
    path: "/v1/customers/:customerId",
    summary: "Change what is said of a customer, block or unblock them",
    description: "What is not named stays; null takes it away. A blocked customer may not order.",
    params: customerParams,
    body: ChangeCustomerBody,
    example: { phone: "+358401234567", blocked: { reason: "FraudSuspected" } },
    answers: { 200: CustomerJson },
    refusals: ["CustomerIsUnknown", "CustomerIsErased", "CustomerIsErasing", "VersionIsStale"],
    handle: async (request): Promise<Answer> =>
      editCustomer(ports, request, { change: (record) => changeCommand(request, record, ports.sealer) }),
  });

/** Null without a text; what the person's key cannot seal any more is `erased`. */
const sealOrNull = async (sealer: Sealer, subject: string, text: string | null = null): Promise<Sealed<string> | "erased" | null> =>
  text === null ? null : ((await sealer.seal(subject, text)) ?? "erased");

const addCommand = async (
  { name, email, phone, locale, timeZone }: AddCustomerRequest,
  about: Pick<AddCustomer, "at" | "customerId" | "merchantId">,
  sealer: Sealer,
): Promise<AddCustomer | Refuse<CustomersRequestRefusal>> => {
  const sealedName = await sealer.seal(about.customerId, name);
  if (sealedName === null) return isErased();
  const seal = (text: string | undefined) => sealOrNull(sealer, about.customerId, text);
  const [sealedEmail, sealedPhone] = [await seal(email), await seal(phone)];
  const [sealedLocale, sealedTimeZone] = [await seal(locale), await seal(timeZone)];
  if (sealedEmail === "erased" || sealedPhone === "erased" || sealedLocale === "erased" || sealedTimeZone === "erased") return isErased();
  const sealed = { name: sealedName, email: sealedEmail, phone: sealedPhone, locale: sealedLocale, timeZone: sealedTimeZone };
  return { type: "AddCustomer", ...about, ...sealed };
};

const changeCommand = async (
  { body, at }: Incoming<unknown, unknown, ChangeCustomerRequest>,
  { customer: { customerId, profile } }: CustomerRecord,
  sealer: Sealer,
): Promise<ChangeCustomer | Refuse<CustomersRequestRefusal>> => {
  const changes: ProfileChange[] = [];
  for (const field of profileFields) {
    const text = body[field];
    // What is there already is not written again: sealed anew it would look like a change.
    if (text === undefined || (await openOrNull(sealer, profile[field])) === text) continue;
    const value = await sealOrNull(sealer, customerId, text);
    if (value === "erased") return isErased();
    changes.push({ field, value });
  }
  return { type: "ChangeCustomer", changes, ...(body.blocked !== undefined && { blocked: body.blocked }), at };
};

const profileFields: readonly ProfileField[] = ["name", "email", "phone", "locale", "timeZone"];
