import { SpanKind } from "@opentelemetry/api";
import type { Carrier } from "./broker.ts";
import type { Checkpoints } from "./checkpoint.ts";
import type { Handle } from "./following.ts";
import type { Message } from "./message.ts";
import type { Speech } from "./speech.ts";
import { inLinkedSpan, linksTo, type SpanWish } from "./tracing.ts";

/** What a relay needs beside the subscription that feeds it. */
export interface RelayParts {
  /** The name that it follows its own log under. */
  readonly subscription: string;
  readonly speech: Speech;
  readonly carrier: Pick<Carrier, "publish">;
  readonly checkpoints: Pick<Checkpoints, "move">;
}

/**
 * How a subscription speaks: what is said of its own log's events goes to the broker, then the checkpoints move. After a
 * death in between the same messages go again under the same ids; so they do when a relay that was fenced finishes late.
 */
export const relaying =
  ({ subscription, speech, carrier, checkpoints }: RelayParts): Handle =>
  async ({ events, moves }) => {
    const messages = await speech.messagesOf(events);
    const [first] = messages;
    if (first !== undefined) {
      const links = linksTo(messages, ({ traceparent }) => traceparent);
      await inLinkedSpan(links, sending(first, messages.length), () => carrier.publish(messages));
    }
    return checkpoints.move(subscription, moves);
  };

/** As the semantic conventions for messaging name what sends a batch. */
const sending = ({ context }: Message, count: number): SpanWish => ({
  name: `say ${context}`,
  kind: SpanKind.PRODUCER,
  attributes: {
    "messaging.system": "waybill",
    "messaging.operation.name": "say",
    "messaging.operation.type": "send",
    "messaging.destination.name": context,
    "messaging.batch.message_count": count,
  },
});
