import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { stepOf } from "@waybill/kernel/life";
import { type Customer, evolve, type KnownCustomer, unknown } from "./customer.ts";
import type { AddCustomer, AddressCommand, ChangeCustomer, CustomerCommand, ErasureCommand, WishCommand } from "./customer-commands.ts";
import type { CustomerEvent, Preference } from "./customer-events.ts";
import { customerLife } from "./customer-life.ts";
import {
  addressIsUnknown,
  attemptIsOver,
  type CustomerRefusal,
  type CustomerSaid,
  nameIsMissing,
  preferenceIsRepeated,
  tooManyAddresses,
  tooManyConsents,
  tooManyPreferences,
} from "./customer-rules.ts";

type CustomerDecision = Decision<CustomerEvent, CustomerRefusal>;

/** A step of the customer's life, recorded where the table allows it and no rule objects. */
const step: (customer: Customer, event: CustomerEvent, ...objections: readonly CustomerSaid[]) => CustomerDecision = stepOf(
  "Customer",
  customerLife,
);

const decide = (command: CustomerCommand, customer: Customer): CustomerDecision => {
  switch (command.type) {
    case "AddCustomer":
      return addCustomer(command, customer);
    case "StartErasure":
    case "AbandonErasure":
    case "CompleteErasure":
      return decideErasing(command, customer);
    case "ChangeCustomer":
      return customer.status === "Active" ? changeCustomer(command, customer) : notActive(customer);
    case "AddAddress":
    case "ChangeAddress":
    case "RemoveAddress":
      return customer.status === "Active" ? decideAddresses(command, customer) : notActive(customer);
    case "GiveConsent":
    case "WithdrawConsent":
    case "SetPreferences":
      return customer.status === "Active" ? decideWishes(command, customer) : notActive(customer);
  }
};

const notActive = ({ status }: Customer): CustomerDecision => reject({ code: `CustomerIs${status}` });

const addCustomer = (command: AddCustomer, customer: Customer): CustomerDecision => {
  const { customerId, merchantId, name, email, phone, locale, timeZone, at } = command;
  return step(customer, { type: "CustomerAdded", customerId, merchantId, name, email, phone, locale, timeZone, at });
};

const changeCustomer = ({ changes, blocked, at }: ChangeCustomer, customer: KnownCustomer): CustomerDecision => {
  const objection = nameIsMissing(changes);
  if (objection !== null) return reject(objection);
  const events: CustomerEvent[] = changes.map(({ field, value }) => ({ type: "ProfileChanged", field, value, at }));
  if (blocked === null && customer.blocked !== null) events.push({ type: "CustomerUnblocked", at });
  if (blocked && blocked.reason !== customer.blocked?.reason) events.push({ type: "CustomerBlocked", reason: blocked.reason, at });
  const [first, ...others] = events;
  return first === undefined ? nothingToDo : accept(first, ...others);
};

const decideAddresses = (command: AddressCommand, customer: KnownCustomer): CustomerDecision => {
  const { at } = command;
  switch (command.type) {
    case "AddAddress": {
      const addressId = customer.lastAddressId + 1;
      return step(customer, { type: "AddressAdded", addressId, address: command.address, at }, tooManyAddresses(customer));
    }
    case "ChangeAddress": {
      const { addressId, address } = command;
      // The very same seal: whoever asks has looked into it and found what they would have said.
      if (customer.addresses.some((one) => one.addressId === addressId && one.address.sealed === address.sealed)) return nothingToDo;
      return step(customer, { type: "AddressChanged", addressId, address, at }, addressIsUnknown(customer, addressId));
    }
    case "RemoveAddress": {
      const { addressId } = command;
      // A number is never given again: what was there once was removed already.
      const isGone = addressId >= 1 && addressId <= customer.lastAddressId && addressIsUnknown(customer, addressId) !== null;
      if (isGone) return nothingToDo;
      return step(customer, { type: "AddressRemoved", addressId, at }, addressIsUnknown(customer, addressId));
    }
  }
};

const decideWishes = (command: WishCommand, customer: KnownCustomer): CustomerDecision => {
  const { at } = command;
  switch (command.type) {
    case "GiveConsent": {
      const { purpose } = command;
      if (hasAgreed(customer, purpose)) return nothingToDo;
      return step(customer, { type: "ConsentGiven", purpose, at }, tooManyConsents(customer, purpose));
    }
    case "WithdrawConsent": {
      const { purpose } = command;
      return hasAgreed(customer, purpose) ? step(customer, { type: "ConsentWithdrawn", purpose, at }) : nothingToDo;
    }
    case "SetPreferences": {
      const preferences = command.preferences.map(preference).sort(byTopicAndChannel);
      const objection = tooManyPreferences(preferences) ?? preferenceIsRepeated(preferences);
      if (objection === null && areSame(preferences, customer.preferences)) return nothingToDo;
      return step(customer, { type: "PreferencesSet", preferences, at }, objection);
    }
  }
};

const decideErasing = (command: ErasureCommand, customer: Customer): CustomerDecision => {
  const { at } = command;
  switch (command.type) {
    case "StartErasure": {
      if (customer.status === "Unknown") return notActive(customer);
      // Who is erased already has what they asked for.
      if (customer.status === "Erased") return nothingToDo;
      return step(customer, { type: "ErasureStarted", attempt: customer.erasures + 1, at });
    }
    case "AbandonErasure": {
      const orders = command.orders.map((orderId) => orderId);
      return step(customer, { type: "ErasureAbandoned", attempt: command.attempt, orders, at }, attemptIsOver(customer, command.attempt));
    }
    case "CompleteErasure":
      return step(customer, { type: "CustomerErased", attempt: command.attempt, at }, attemptIsOver(customer, command.attempt));
  }
};

const hasAgreed = ({ consents }: KnownCustomer, wanted: string): boolean =>
  consents.some(({ purpose, given }) => purpose === wanted && given);

const preference = ({ topic, channel, allowed }: Preference): Preference => ({ topic, channel, allowed });

const byTopicAndChannel = (a: Preference, b: Preference): number => byText(a.topic, b.topic) || byText(a.channel, b.channel);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const areSame = (some: readonly Preference[], others: readonly Preference[]): boolean =>
  some.length === others.length &&
  some.every(({ topic, channel, allowed }, index) => {
    const other = others[index];
    return other?.topic === topic && other.channel === channel && other.allowed === allowed;
  });

/** The whole life of a customer, pure. */
export const customerDecider: Decider<CustomerCommand, Customer, CustomerEvent, CustomerRefusal> = { initial: unknown, decide, evolve };
