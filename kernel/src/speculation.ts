import type { Settlement } from "./committer.ts";
import type { Append } from "./event-log.ts";

/**
 * Commands that follow from one another and are sent without waiting in between: each is decided on what the ones before it will have
 * recorded, and is appended only if they are. So they cost one append where they would cost one each, as long as nobody comes between; what
 * was recorded is always a beginning of all that was sent. Handlers answer such a command as soon as it is decided, and decide it once.
 */
export interface Speculation {
  /** Something of it was sent: what comes now is part of what was admitted. */
  readonly isBegun: boolean;
  /** Something of it was not appended: nothing that is not sent yet will be. */
  readonly hasFailed: boolean;
  /** It has failed, or has been asked whether it held: what comes now comes too late, and is not decided. */
  readonly isOver: boolean;
  /** Of what is sent next: what that stands on, as long as it is not appended. */
  standsOn(): () => Append | null;
  sent(append: Append): void;
  settled(append: Append, settlement: Settlement): void;
  /** Waits until the last of it is settled. Whether all of it was appended: only then is what was answered true. It is over then. */
  held(): Promise<boolean>;
}

export const createSpeculation = (): Speculation => {
  const underWay = new Set<Append>();
  const ended = Promise.withResolvers<void>();
  let last: Append | null = null;
  let isAsked = false;
  let hasFailed = false;
  return {
    get isBegun() {
      return last !== null;
    },
    get hasFailed() {
      return hasFailed;
    },
    get isOver() {
      return isAsked || hasFailed;
    },
    standsOn: () => {
      const before = last;
      return () => (before !== null && underWay.has(before) ? before : null);
    },
    sent: (append) => {
      underWay.add(append);
      last = append;
    },
    settled: (append, { kind }) => {
      underWay.delete(append);
      hasFailed ||= kind !== "appended";
      if (isAsked && underWay.size === 0) ended.resolve();
    },
    held: async () => {
      isAsked = true;
      if (underWay.size > 0) await ended.promise;
      return !hasFailed;
    },
  };
};
