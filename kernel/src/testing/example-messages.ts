import { instant } from "../clock.ts";
import { streamName } from "../event-log.ts";
import { type Message, messageId } from "../message.ts";
import type { LendKitWords } from "./example-saga.ts";

/** Somebody wants a kit. Two with the same `position` are the same message. */
export const kitRequested = (requestId: string, position = 1): LendKitWords["heard"] => ({
  kind: "understood",
  name: "KitRequested",
  version: 1,
  data: { requestId, kitId: "kit" },
  message: messageAbout(requestId, "KitRequested", position),
});

/** Somebody no longer wants it. */
export const requestWithdrawn = (requestId: string, position = 2): LendKitWords["heard"] => ({
  kind: "understood",
  name: "RequestWithdrawn",
  version: 1,
  data: { requestId },
  message: messageAbout(requestId, "RequestWithdrawn", position),
});

const messageAbout = (requestId: string, name: string, position: number): Message => {
  const place = { context: "front", incarnation: "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01", partition: 0, position, index: 0 };
  return {
    ...place,
    id: messageId(place),
    count: 1,
    previous: null,
    name,
    version: 1,
    subject: streamName("default", "request", requestId),
    recordedAt: instant(0),
    correlation: `correlation of ${requestId}`,
    data: { requestId, kitId: "kit" },
  };
};
