import type { Checkpoints } from "@waybill/kernel/checkpoint";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Handle } from "@waybill/kernel/following";
import { type OneByOneOptions, oneByOne } from "@waybill/kernel/one-by-one";
import type { Parking } from "@waybill/kernel/parking";

/** Does something for some events of billing's own log: to be followed under `work.subscription`, and what was parked to be tried again. */
export interface OwnFollower {
  readonly work: OneByOneOptions<RecordedEvent>;
  readonly handle: Handle;
}

export interface FollowingParts {
  readonly checkpoints: Pick<Checkpoints, "move">;
  readonly parking: Parking;
}

/** In order for each stream. `subscription` is storage format. */
export const followingOwn = (
  { checkpoints, parking }: FollowingParts,
  subscription: string,
  doing: { concerns(recorded: RecordedEvent): boolean; handle(recorded: RecordedEvent): Promise<void> },
): OwnFollower => {
  const work: OneByOneOptions<RecordedEvent> = {
    subscription,
    checkpoints,
    keyOf: ({ stream }) => stream,
    handle: doing.handle,
    parking: { store: parking, idOf: ({ stream, version }) => `${stream}@${version}` },
  };
  const inTurn = oneByOne(work);
  return { work, handle: ({ events, moves }) => inTurn(events.filter(doing.concerns), moves) };
};
