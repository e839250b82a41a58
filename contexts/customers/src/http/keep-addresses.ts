import { isDeepStrictEqual } from "node:util";
import { AddressJson, type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import type { Address } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { CustomerRecord } from "../domain/customer-record.ts";
import { customerParams, editCustomer, isErased } from "./customer-access.ts";
import { AddressIdNumber, CustomerIdText, CustomerJson } from "./customer-json.ts";
import type { CustomersPorts } from "./ports.ts";

const addressParams = exactly({ customerId: CustomerIdText, addressId: AddressIdNumber });
const always = ["CustomerIsUnknown", "CustomerIsErased", "CustomerIsErasing", "VersionIsStale"] as const;
const example = { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" };

export const addCustomerAddress = (ports: CustomersPorts): Route =>
  route({
    operation: "addCustomerAddress",
    method: "POST",
    path: "/v1/customers/:customerId/addresses",
    summary: "Add an address",
    description: "It is the last of the customer's addresses then.",
    params: customerParams,
    body: AddressJson,
    example,
    answers: { 201: CustomerJson },
    refusals: [...always, "CustomerHasTooManyAddresses", "IdempotencyKeyReused"],
    handle: async (request): Promise<Answer> => {
      const { body, at, params } = request;
      const change = async () => {
        const address = await ports.sealer.seal<Address>(params.customerId, body);
        return address === null ? isErased() : ({ type: "AddAddress", address, at } as const);
      };
      return editCustomer(ports, request, { status: 201, change });
    },
  });

export const changeCustomerAddress = (ports: CustomersPorts): Route =>
  route({
    operation: "changeCustomerAddress",
    method: "PUT",
    path: "/v1/customers/:customerId/addresses/:addressId",
    summary: "Say what an address is now",
    params: addressParams,
    body: AddressJson,
    example,
    answers: { 200: CustomerJson },
    refusals: [...always, "AddressIsUnknown"],
    handle: async (request): Promise<Answer> => {
      const { body, params, at } = request;
      return editCustomer(ports, request, { change: (record) => changeCommand(ports, record, { ...params, address: body, at }) });
    },
  });

export const removeCustomerAddress = (ports: CustomersPorts): Route =>
  route({
    operation: "removeCustomerAddress",
    method: "DELETE",
    path: "/v1/customers/:customerId/addresses/:addressId",
    summary: "Remove an address",
    params: addressParams,
    answers: { 200: CustomerJson },
    refusals: [...always, "AddressIsUnknown"],
    handle: async (request): Promise<Answer> => {
      const { params, at } = request;
      return editCustomer(ports, request, { change: () => ({ type: "RemoveAddress", addressId: params.addressId, at }) });
    },
  });

interface AddressWish {
  readonly addressId: number;
  readonly address: Address;
  readonly at: Instant;
}

const changeCommand = async ({ sealer }: CustomersPorts, { customer }: CustomerRecord, { addressId, address, at }: AddressWish) => {
  const before = customer.addresses.find((one) => one.addressId === addressId)?.address ?? null;
  const isSame = before !== null && isDeepStrictEqual(await sealer.open(before), address);
  const sealed = isSame ? before : await sealer.seal<Address>(customer.customerId, address);
  return sealed === null ? isErased() : ({ type: "ChangeAddress", addressId, address: sealed, at } as const);
};
