import type { Carrier } from "./broker.ts";
import type { Checkpoints } from "./checkpoint.ts";
import type { Handle } from "./following.ts";
import type { Speech } from "./speech.ts";

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
    if (messages.length > 0) await carrier.publish(messages);
    return checkpoints.move(subscription, moves);
  };
