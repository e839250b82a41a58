import { expect } from "vitest";
import { decodeEvent } from "../aggregate.ts";
import type { CheckpointMove } from "../checkpoint.ts";
import { type Clock, instant } from "../clock.ts";
import { fold } from "../decider.ts";
import type { EventLog, RecordedEvent } from "../event-log.ts";
import { streamName } from "../event-log.ts";
import { createMemoryCheckpoints } from "../memory/checkpoints.ts";
import { createMemoryDueTimers } from "../memory/due-timers.ts";
import { createMemoryEventLog } from "../memory/event-log.ts";
import { createMemoryParking } from "../memory/parking.ts";
import { createMemoryReadModelRows } from "../memory/read-model-rows.ts";
import { parkingLimits } from "../parking.ts";
import { aggregateOf } from "../saga-aggregate.ts";
import { askId } from "../saga-at-work.ts";
import { entriesOf } from "../saga-entries.ts";
import { timersModel } from "../timer.ts";
import { kitRequested, requestWithdrawn } from "./example-messages.ts";
import { type LendKitWords, lendKit } from "./example-saga.ts";
import { type LendingProcess, type LendingStores, lendingProcess } from "./lending-process.ts";
import { type Fate, fateOf, mortal } from "./mortal.ts";

type HeardMessage = LendKitWords["heard"];

/** What happens: which messages come in which sequence, and at which moments processes die. */
export interface Schedule {
  readonly deliveries: readonly HeardMessage[];
  /** Of one process after the other; the last one lives. */
  readonly deadlyMoments: readonly number[];
  /** Chance for everything else. */
  readonly chance: () => number;
}

/** All that may be said about four requests: one goes well, one is refused by each target, one is withdrawn. */
export const allMessages: readonly HeardMessage[] = [
  kitRequested("fine", 1),
  kitRequested("desk-refused", 2),
  kitRequested("withdrawn", 3),
  requestWithdrawn("withdrawn", 4),
];

/** Empty logs and all that goes with them, on one clock that the schedule moves. */
export const newStores = (): TimedStores => {
  let now = 1_000_000_000_000;
  const clock: Clock = { now: () => instant(now), monotonicMs: () => now };
  const checkpoints = createMemoryCheckpoints();
  const rows = createMemoryReadModelRows(timersModel(1), checkpoints);
  return {
    log: createMemoryEventLog({ name: "lending", partitions: 2, clock }),
    store: createMemoryEventLog({ name: "store", partitions: 2, clock }),
    desk: createMemoryEventLog({ name: "desk", partitions: 2, clock }),
    checkpoints,
    rows,
    timers: createMemoryDueTimers(rows, clock),
    parking: createMemoryParking(clock),
    passMs: (elapsedMs) => {
      now += elapsedMs;
    },
  };
};

interface TimedStores extends LendingStores {
  /** Moves the clock of the stores. It may go back. */
  passMs(elapsedMs: number): void;
}

/** Lets processes work and die until all is done. Returns the moments that the last one lived through. */
export const play = async (stores: TimedStores, { deliveries, deadlyMoments, chance }: Schedule): Promise<readonly string[]> => {
  let epoch = 0;
  for (const deadlyMoment of [...deadlyMoments, Number.POSITIVE_INFINITY]) {
    epoch += 1;
    const fate = fateOf(deadlyMoment);
    const working = workUntilDone(mortalStores(stores, fate), { deliveries, chance, epoch });
    await Promise.race([working, fate.death]);
    if (deadlyMoment === Number.POSITIVE_INFINITY) return fate.moments;
  }
  return [];
};

const mortalStores = ({ log, store, desk, checkpoints, rows, timers, parking, passMs, trouble }: TimedStores, fate: Fate): TimedStores => ({
  passMs,
  rows: mortal(rows, "rows", fate),
  timers: mortal(timers, "timers", fate),
  parking: mortal(parking, "parking", fate),
  ...(trouble === undefined ? {} : { trouble }),
  log: mortal(log, "log", fate),
  store: mortal(store, "store", fate),
  desk: mortal(desk, "desk", fate),
  checkpoints: mortal(checkpoints, "checkpoints", fate),
});

interface Turn {
  readonly deliveries: readonly HeardMessage[];
  readonly chance: () => number;
  readonly epoch: number;
}

const workUntilDone = async (stores: TimedStores, turn: Turn): Promise<void> => {
  const its = lendingProcess(stores);
  const idle = new Set<string>();
  const all = ["hearing", "firing", "retrying", ...its.followers.keys()];
  while (idle.size < all.length) {
    const name = all[Math.floor(turn.chance() * all.length)] ?? "hearing";
    const moved = await take(name, { its, stores }, turn);
    if (moved) idle.clear();
    else idle.add(name);
  }
};

const take = async (name: string, { its, stores }: AtWork, turn: Turn): Promise<boolean> => {
  if (name === "hearing") return hearSome(its, stores, turn);
  if (name === "retrying") {
    stores.passMs(parkingLimits.attemptMs);
    const found: boolean[] = [];
    for (const retry of its.parkedWork) found.push(await retry());
    return found.includes(true) || (await stores.parking.list(1)).length > 0;
  }
  if (name !== "firing") return followSome({ its, stores, name }, turn);
  // Mostly too little for any deadline, now and then enough for all of them; clocks are also set back.
  if (turn.chance() < 0.3) stores.passMs(turn.chance() < 0.2 ? 3_600_000 : -60_000);
  return (await its.firing.fireDue([0, 1])) > 0;
};

interface AtWork {
  readonly its: LendingProcess;
  readonly stores: TimedStores;
}

/** Where a subscription stands in these partitions, taken over under the process's epoch. */
const claimed = async ({ checkpoints, log }: TimedStores, subscription: string, { epoch }: Turn) => {
  const epochs = new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, epoch]));
  return checkpoints.claim(subscription, epochs, log.incarnation);
};

const hearSome = async (its: LendingProcess, stores: TimedStores, turn: Turn): Promise<boolean> => {
  const { deliveries, chance, epoch } = turn;
  const from = (await claimed(stores, "hearing", turn)).get(0)?.position ?? 0;
  const to = Math.min(deliveries.length, from + 1 + Math.floor(chance() * 4));
  if (to === from) return false;
  await its.hear({ heard: deliveries.slice(from, to), moves: [{ partition: 0, epoch, from, to }] });
  return true;
};

const followSome = async ({ its, stores, name }: AtWork & { name: string }, turn: Turn): Promise<boolean> => {
  const standings = await claimed(stores, name, turn);
  const after = new Map([...standings].map(([partition, { position }]) => [partition, position]));
  const events = await stores.log.readPartitions(after, 1 + Math.floor(turn.chance() * 5));
  if (events.length === 0) return false;
  const moves = new Map<number, CheckpointMove>();
  for (const { partition, position } of events) {
    moves.set(partition, { partition, epoch: turn.epoch, from: after.get(partition) ?? 0, to: position });
  }
  await its.followers.get(name)?.({ events, moves: [...moves.values()] });
  return true;
};

/** Everything that a log holds. */
export const recordedIn = (log: EventLog): Promise<readonly RecordedEvent[]> =>
  log.readPartitions(new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0])), 1_000_000);

/** The same, entry by entry where sagas recorded it. */
export const eventsOf = async (log: EventLog): Promise<readonly RecordedEvent[]> => (await recordedIn(log)).flatMap(entriesOf);

/** Whatever happened: each hearing once, each ask answered once and with one effect, nothing stuck, and all contexts agree. */
export const expectAllIsWell = async ({ log, store, desk, timers, passMs }: TimedStores): Promise<void> => {
  const [own, stored, recorded] = await Promise.all([log, store, desk].map(eventsOf));
  // Beside its target's stream: the rest of the id is the ask's.
  const effects = Map.groupBy([...stored!, ...recorded!], ({ commandId }) => commandId.slice(13));
  for (const ofInstance of Map.groupBy(own!, ({ stream }) => stream).values()) {
    const asks = ofInstance.filter(({ type }) => type === "Asked");
    const answers = ofInstance.filter(({ type }) => type === "Answered").map(({ data }) => data.version);
    expect([...answers].sort()).toEqual(asks.map(({ version }) => version).sort());
    for (const { stream, version } of asks) expect(effects.get(askId(stream, version).slice(13))?.length ?? 0).toBeLessThanOrEqual(1);
    const aggregate = aggregateOf(lendKit);
    const steps = (await recordedIn(log)).filter(({ stream }) => stream === ofInstance[0]?.stream);
    const { own: lending } = fold(
      aggregate.decider,
      steps.map((event) => decodeEvent(aggregate, event)),
    );
    expect(["Lent", "NotLent"]).toContain(lending.status);
    const id = ofInstance[0]!.stream.split("/")[2]!;
    const last = (events: readonly RecordedEvent[], type: string) =>
      events.filter(({ stream }) => stream === streamName("default", type, id)).at(-1)?.type === "Done";
    expect([last(stored!, "hold"), last(recorded!, "loan")]).toEqual([lending.status === "Lent", lending.status === "Lent"]);
  }
  passMs(1e12);
  expect(await timers.due([0, 1], 100)).toEqual([]);
  // One event group per hearing: what records a thing twice would have used two ids, or one id in two places.
  const places = Map.groupBy(own!, ({ commandId }) => commandId);
  for (const events of places.values()) {
    expect(new Set(events.map(({ stream }) => stream)).size).toBe(1);
    expect(events.at(-1)!.version - events[0]!.version).toBe(events.length - 1);
  }
};
