import { type Answer, exactly, InstantText, idText, type Route, route } from "@waybill/contracts/http";
import { OrderId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import { fold, reject } from "@waybill/kernel/decider";
import { statusesOf } from "@waybill/kernel/life";
import type { Refuse } from "@waybill/kernel/refuse";
import Type from "typebox";
import { guestDecider } from "../domain/guest.ts";
import { guestLife } from "../domain/guest-life.ts";
import { refuse } from "./customer-access.ts";
import type { CustomersPorts, CustomersRequestRefusal, PersonOfOrder, RecordedGuestEvent } from "./ports.ts";

const OrderIdText = idText(OrderId, "ord_01h455vb4pex5vsknk084sn02q");

const GuestJson = exactly(
  {
    orderId: OrderIdText,
    status: Type.Enum(statusesOf(guestLife), { title: "GuestStatus" }),
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1, description: "Of what is recorded of the guest, not of the order" }),
  },
  { title: "Guest", description: "What has become of what an order says of its guest" },
);

export const eraseGuest = (ports: CustomersPorts): Route =>
  route({
    operation: "eraseGuest",
    method: "DELETE",
    path: "/v1/orders/:orderId/contact",
    summary: "Erase an order's guest",
    description:
      "Drops the key under which the order's contact, addresses, note and instructions are sealed, wherever they lie; for ever. Refused while the order is under way. Of a known customer's order, erase the customer.",
    params: exactly({ orderId: OrderIdText }),
    answers: { 200: GuestJson },
    refusals: ["OrderIsNotPlaced", "OrderIsUnderWay", "OrderHasNoGuest", "VersionIsStale"],
    handle: async ({ params: { orderId }, caller: { merchant }, command, precondition, at }): Promise<Answer> => {
      // Asked first, so that the usual refusal leaves nothing behind. It is asked again once the key is closed.
      const starting = whyNotErase(await ports.personOf(merchant, orderId)) ?? ({ type: "StartGuestErasure", at } as const);
      const outcome = await ports.guests.handle(orderId, { ...starting, ...precondition }, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const { status, erasures } = guestOf(await ports.guestHistory.read(merchant, orderId));
      if (status === "Erasing") {
        const { actor, correlation, traceparent } = command;
        const causation = { ...(actor && { actor }), ...(correlation && { correlation }), ...(traceparent && { traceparent }) };
        const ended = await ports.eraseGuest({ merchant, id: orderId, attempt: erasures, causation });
        if (ended.kind === "abandoned") return reject<CustomersRequestRefusal>({ code: "OrderIsUnderWay" });
      }
      return guestAnswer(ports, orderId, await ports.guestHistory.read(merchant, orderId));
    },
  });

/** An order that has ended never begins again, so an answer that lets it go stays true. */
const whyNotErase = (person: PersonOfOrder | null): Refuse<CustomersRequestRefusal> | null => {
  if (person === null) return refuse({ code: "OrderIsNotPlaced" });
  if (!person.isGuest) return refuse({ code: "OrderHasNoGuest" });
  return person.isUnderWay ? refuse({ code: "OrderIsUnderWay" }) : null;
};

const guestOf = (events: readonly RecordedGuestEvent[]) =>
  fold(
    guestDecider,
    events.map(({ event }) => event),
  );

const guestAnswer = ({ log }: CustomersPorts, orderId: OrderId, events: readonly RecordedGuestEvent[]): Answer => {
  const last = events.at(-1);
  if (last === undefined) return reject<CustomersRequestRefusal>({ code: "OrderIsNotPlaced" });
  const { partition, position, version } = last.recorded;
  return {
    kind: "done",
    status: 200,
    body: { orderId, status: guestOf(events).status, updatedAt: isoFromInstant(last.event.at), version },
    version,
    written: { log: log.name, incarnation: log.incarnation, partition, position },
  };
};
