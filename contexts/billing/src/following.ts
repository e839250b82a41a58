import type { Checkpoints } from "@waybill/kernel/checkpoint";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Handle } from "@waybill/kernel/following";
import { type OneByOneOptions, oneByOne } from "@waybill/kernel/one-by-one";
import type { Parking } from "@waybill/kernel/parking";

/** Does something for some events of billing's own log. */
export interface OwnFollower {
  /** How what was parked is tried again, and the name to follow under. */
  readonly work: OneByOneOptions<RecordedEvent>;
  /** How it is followed. */
  readonly handle: Handle;
}

export interface FollowingParts {
  readonly checkpoints: Pick<Checkpoints, "move">;
  readonly parking: Parking;
}

interface Doing {
  concerns(recorded: RecordedEvent): boolean;
  handle(recorded: RecordedEvent): Promise<void>;
  /** Where what was parked is handled in another way. */
  handleParked?(recorded: RecordedEvent): Promise<void>;
}

/** In order for each stream. `subscription` is storage format. */
export const followingOwn = ({ checkpoints, parking }: FollowingParts, subscription: string, doing: Doing): OwnFollower => {
  const work: OneByOneOptions<RecordedEvent> = {
    subscription,
    checkpoints,
    keyOf: ({ stream }) => stream,
    handle: doing.handle,
    parking: { store: parking, idOf: ({ stream, version }) => `${stream}@${version}` },
  };
  const inTurn = oneByOne(work);
  return {
    work: { ...work, handle: doing.handleParked ?? doing.handle },
    handle: ({ events, moves }) => inTurn(events.filter(doing.concerns), moves),
  };
};
