import { instant } from "../clock.ts";
import { streamName } from "../event-log.ts";
import type { Contract } from "../integration-event.ts";
import { type Message, messageId } from "../message.ts";
import type { Understood } from "../understanding.ts";

/** A message as a saga hears it. Two of the same `position` are the same message. */
export const heardOf = <C extends Contract>(contract: C, data: C["example"], position = 1): Understood<C> => {
  const { context, name, version } = contract;
  const place = { context, incarnation: "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01", partition: 0, position, index: 0 };
  const message: Message = {
    ...{ ...place, id: messageId(place), count: 1, previous: null, name, version, data },
    ...{ subject: streamName("default", "thing", "one"), recordedAt: instant(0) },
  };
  return { kind: "understood", name, version, data, message } as Understood<C>;
};
