import { type AskTarget, askWork, carryingOut } from "@waybill/kernel/ask";
import { followTimers } from "@waybill/kernel/follow-timers";
import type { Member } from "@waybill/kernel/member";
import type { OneByOneOptions } from "@waybill/kernel/one-by-one";
import { tableOf } from "@waybill/kernel/read-model";
import { type RetryHappening, retryParked } from "@waybill/kernel/retry-parked";
import { contractsOf, hearingMessages, hearingWork } from "@waybill/kernel/saga-hearing";
import { sagaTimekeeper } from "@waybill/kernel/timekeeper";
import type { ContextProcess } from "./context-process.ts";
import type { Ears } from "./ears.ts";
import { timersObserver } from "./follower-observer.ts";

/** What a context meets: whom it hears, and whom its sagas may ask. */
export interface Others {
  readonly ears: Ears;
  readonly targets: readonly AskTarget[];
}

/** Lets a context take part: its sagas hear and ask, its timers fire, and what could not be handled is tried again. */
export const join = (process: ContextProcess, member: Member, others: Others): void => {
  hear(process, member, others);
  if (member.sagas.length > 0) for (const target of others.targets) askOf(process, member, target);
  keepTime(process, member);
};

/** One subscription for each speaker, shared by all sagas of the context. */
const hear = (process: ContextProcess, { sagas }: Member, { ears }: Others): void => {
  const { checkpoints, parking } = process.store;
  const heard = contractsOf(sagas);
  for (const speaker of new Set(heard.map(({ context }) => context))) {
    const subscription = `hears_${speaker}`;
    const hears = heard.filter(({ context }) => context === speaker);
    const hearers = sagas
      .map((saga) => ({ ...saga, hears: saga.hears.filter(({ context }) => context === speaker) }))
      .filter((saga) => saga.hears.length > 0);
    const parts = { subscription, hearers, checkpoints, parking };
    const ear = ears(process, speaker);
    process.follow(subscription, ear.hearing({ subscription, hears, handle: hearingMessages(parts) }), ear);
    retryWhatIsParked(process, hearingWork(parts));
  }
};

/** One subscription for each who is asked, so that one that is away holds up nobody else. */
const askOf = (process: ContextProcess, { sagas }: Member, target: AskTarget): void => {
  const { checkpoints, parking, log } = process.store;
  const parts = { subscription: `asks_of_${target.context}`, target, sagas, checkpoints, log, parking };
  process.follow(parts.subscription, carryingOut(parts));
  retryWhatIsParked(process, askWork(parts));
};

const keepTime = (process: ContextProcess, { sagas, timekeepers, timersVersion }: Member): void => {
  const all = [...timekeepers, ...sagas.map(sagaTimekeeper)];
  if (all.length === 0) return;
  const { checkpoints, leases } = process.store;
  const kept = process.store.timers(timersVersion);
  const name = tableOf(kept.model);
  const { logger, registry, clock } = process.shared;
  const observe = timersObserver({ logger, registry, log: process.own.log.name, follower: name });
  const timers = followTimers({ ...process.own, ...kept, checkpoints, leases, clock, timekeepers: all, observe });
  process.employ({ ...timers, log: process.own.log.name }, name);
};

/** What a follower could not handle is tried again now and then. */
export const retryWhatIsParked = <Item>({ employ, shared, own }: ContextProcess, work: OneByOneOptions<Item>): void => {
  const about = { log: own.log.name, follower: work.subscription };
  const observe = (happening: RetryHappening): void => {
    if (happening.kind === "unparked") shared.logger.info({ ...about, key: happening.item.key }, "what was parked is handled");
    else shared.logger.warn({ ...about, err: happening.error }, "what is parked could not be handled");
  };
  employ(retryParked({ ...work, observe }));
};
