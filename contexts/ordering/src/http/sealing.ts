import type { Json } from "@waybill/kernel/brand";
import { reject } from "@waybill/kernel/decider";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import type { PlaceOrder } from "../domain/order-commands.ts";
import type { PlaceOrderRequest } from "./place-order-body.ts";
import type { OrderingRequestRefusal } from "./ports.ts";

type Personal = Pick<PlaceOrder, "address" | "contact" | "delivery" | "note">;

/**
 * What is personal in an order, sealed under its person: the customer, or the guest that this order is about.
 */
export const sealPersonal = async (
  { contact, address, note, delivery }: Pick<PlaceOrderRequest, "address" | "contact" | "delivery" | "note">,
  subject: string,
  sealer: Sealer,
): Promise<{ readonly kind: "sealed"; readonly personal: Personal } | ReturnType<typeof reject<OrderingRequestRefusal>>> => {
  const seal = async <T extends Json>(value: T | undefined): Promise<Sealed<T> | "erased" | null> =>
    value === undefined ? null : ((await sealer.seal(subject, value)) ?? "erased");
  // One after the other: the first makes or finds the person's key, the others have it at hand.
  const sealedContact = await seal(contact);
  const sealedAddress = await seal(address);
  const sealedNote = await seal(note);
  const instructions = await seal(delivery?.instructions);
  if (sealedContact === "erased" || sealedAddress === "erased" || sealedNote === "erased" || instructions === "erased") {
    return reject<OrderingRequestRefusal>({ code: "PersonIsErased" });
  }
  const wish = delivery === undefined ? null : { method: delivery.method, slot: delivery.slot ?? null, instructions };
  return { kind: "sealed", personal: { contact: sealedContact, address: sealedAddress, note: sealedNote, delivery: wish } };
};

/**
 * Seals and opens for one request, which need not open what it has sealed itself: to open it took as long as to decide the order. Not for
 * answers that are made later, when the person may have been erased.
 */
export const rememberingSealer = (sealer: Sealer): Sealer => {
  const contents = new Map<string, Json>();
  return {
    ...sealer,
    seal: async (subject, value) => {
      const sealed = await sealer.seal(subject, value);
      if (sealed !== null) contents.set(sealed.sealed, value);
      return sealed;
    },
    open: async <T extends Json>(sealed: Sealed<T>) => {
      const content = contents.get(sealed.sealed);
      return content === undefined ? sealer.open(sealed) : contentOf<T>(content);
    },
  };
};

/** What was sealed as a `Sealed<T>`. */
const contentOf = <T extends Json>(content: Json): T => content as T;
