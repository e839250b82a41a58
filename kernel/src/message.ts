import type { Brand, JsonObject } from "./brand.ts";
import type { Instant } from "./clock.ts";
import type { StreamName } from "./event-log.ts";

/** `context/incarnation/partition/position/index`: the same whoever computes it, so what comes twice is known by it. */
export type MessageId = Brand<string, "MessageId">;

/** Which event of which log a message tells of, and which of the event's messages it is. */
export type MessagePlace = {
  /** The speaker, and the name of its log. */
  readonly context: string;
  readonly incarnation: string;
  readonly partition: number;
  /** That of the event in the speaker's log, from 1. */
  readonly position: number;
  /** From 0. */
  readonly index: number;
};

/** One version of one integration event, spoken: plain JSON. On the wire it is a CloudEvent (`message-envelope.ts`). */
export type Message = MessagePlace & {
  readonly id: MessageId;
  /** How many messages the same event gave rise to. They are heard together. */
  readonly count: number;
  /** The message spoken before it in its partition; null for the first one. Whoever has not heard that one has missed something. */
  readonly previous: MessageId | null;
  readonly name: string;
  readonly version: number;
  /** The stream of the event: the thing that the message is about. */
  readonly subject: StreamName;
  readonly recordedAt: Instant;
  /** One id for everything that follows from one outside request. */
  readonly correlation?: string;
  /** What made the event happen: a message or an event elsewhere. */
  readonly cause?: string;
  /** W3C trace context of the span that appended the event. */
  readonly traceparent?: string;
  readonly data: JsonObject;
};

export const messageId = ({ context, incarnation, partition, position, index }: MessagePlace): MessageId =>
  branded(`${context}/${incarnation}/${partition}/${position}/${index}`);

/** The place that an id names, or null when `text` is none. */
export const placeOf = (text: string): (MessagePlace & { readonly id: MessageId }) | null => {
  const [, context, incarnation, partition, position, index] = idPattern.exec(text) ?? [];
  if (context === undefined || incarnation === undefined) return null;
  return { id: branded(text), context, incarnation, partition: Number(partition), position: Number(position), index: Number(index) };
};

const branded = (text: string): MessageId => text as MessageId;

// As in position tokens: 15 digits stay below 2^53, four are more partitions than a log, and more messages than an event may have.
const idPattern =
  /^([a-z][a-z0-9_-]{0,62})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(0|[1-9]\d{0,3})\/([1-9]\d{0,14})\/(0|[1-9]\d{0,3})$/;
