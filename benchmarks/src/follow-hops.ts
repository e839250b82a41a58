import { setTimeout as sleep } from "node:timers/promises";
import type { Aggregate } from "@waybill/kernel/aggregate";
import { carryingOut } from "@waybill/kernel/ask";
import { systemClock } from "@waybill/kernel/clock";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { accept } from "@waybill/kernel/decider";
import { createEar } from "@waybill/kernel/ear";
import type { EventLog } from "@waybill/kernel/event-log";
import { newId } from "@waybill/kernel/id";
import { say } from "@waybill/kernel/integration-event";
import { createLogBroker } from "@waybill/kernel/log-broker";
import { createPostgresCheckpoints } from "@waybill/kernel/postgres/checkpoints";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { createPostgresLeases } from "@waybill/kernel/postgres/leases";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { createPostgresParking } from "@waybill/kernel/postgres/parking";
import { atWork } from "@waybill/kernel/saga-at-work";
import { contractsOf, hearerOf, hearingMessages } from "@waybill/kernel/saga-hearing";
import { createSaidReader } from "@waybill/kernel/said-reader";
import { Subscription } from "@waybill/kernel/subscription";
import { Tailer } from "@waybill/kernel/tailer";
import { noMetrics } from "@waybill/kernel/telemetry";
import { kitRequestedV1, lendKit, requestWithdrawnV1 } from "@waybill/kernel/testing/example-saga";
import { deskTarget, storeTarget } from "@waybill/kernel/testing/example-targets";
import { voiceOf } from "@waybill/kernel/voice";
import { writeBehind } from "@waybill/kernel/write-behind";
import type { Sql } from "postgres";
import type { Figures } from "./bench.ts";
import { type BenchDatabase, freshLog } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds } from "./cpu.ts";
import { createTimes } from "./hop-times.ts";

/** Hops of one request: front → saga, saga → store, saga → desk; between them the store and the desk answer the saga. */
const hopsPerRequest = 3;
const contexts = ["front", "lending", "store", "desk"] as const;

type Requested = { readonly type: "KitRequested"; readonly requestId: string; readonly kitId: string };
const requests: Aggregate<Requested, null, Requested> = {
  type: "request",
  decider: { initial: null, evolve: () => null, decide: ({ requestId, kitId }) => accept({ type: "KitRequested", requestId, kitId }) },
};

export interface HopLoad {
  readonly hopsPerSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/**
 * How long it takes from what one context has committed until another has committed what follows: the example saga of the kernel with
 * its contexts, each with a log of its own, in one process over the log broker, requests coming at an even pace.
 */
export const measureHops = async (database: BenchDatabase, { hopsPerSecond, seconds, say: tell }: HopLoad): Promise<Figures> => {
  for (const context of contexts) await freshLog(database.sql, context);
  const [appends, others] = [8, 10].map((max) => connectLog(database.url, { max, applicationName: "bench" }));
  if (appends === undefined || others === undefined) throw new Error("two pools were made");
  const town = await openTown(appends, others);
  const total = Math.ceil((hopsPerSecond / hopsPerRequest) * seconds);
  tell(`hops: ${total} requests of ${hopsPerRequest} hops, ${hopsPerSecond} hops/s`);
  await requestEvenly(town, Math.ceil(total / 5), hopsPerSecond / hopsPerRequest);
  town.clear();
  const before = cpuSeconds(database.postmasterPid);
  const startedAtMs = performance.now();
  await requestEvenly(town, total, hopsPerSecond / hopsPerRequest);
  const tookSeconds = (performance.now() - startedAtMs) / 1_000;
  const cpu = cpuPerThousand(before, cpuSeconds(database.postmasterPid), total * hopsPerRequest);
  const figures = town.figures();
  await town.stop();
  await Promise.all([disconnectLog(appends), disconnectLog(others)]);
  return { hopsPerSecond: Math.round((total * hopsPerRequest) / tookSeconds), ...figures, cpuSecondsPer1000Hops: cpu };
};

/** Starts so many, evenly, and waits until all are over. */
const requestEvenly = async (town: Town, total: number, perSecond: number): Promise<void> => {
  const startedAtMs = performance.now();
  const under: Promise<void>[] = [];
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAtMs) / 1_000) * perSecond) + 1);
    while (under.length < due) under.push(town.request());
    await sleep(1);
  }
  await Promise.all(under);
};

type Town = Awaited<ReturnType<typeof openTown>>;

const openTown = async (appends: Sql, others: Sql) => {
  const logs = new Map(await Promise.all(contexts.map(async (name) => [name, await openPostgresEventLog(appends, name)] as const)));
  const logOf = (name: (typeof contexts)[number]): EventLog => certain(logs.get(name));
  const times = createTimes();
  const stored = { checkpoints: createPostgresCheckpoints(others, "lending"), leases: createPostgresLeases(others, "lending") };
  // As the platform runs its followers.
  const parts = writeBehind(stored);
  const { checkpoints } = parts;
  const parking = createPostgresParking(others, "lending");

  const reader = createSaidReader({
    log: logOf("front"),
    voices: [voiceOf<Requested>(requests, ({ requestId, kitId }) => [say(kitRequestedV1, { requestId, kitId })])],
  });
  const ear = createEar({ broker: createLogBroker([reader]), reader, hearer: "lending" });
  const [earTailer, askTailer] = [new Tailer(ear.log), new Tailer(logOf("lending"))];
  const saga = times.ofSaga(
    atWork(
      pipelineOver(logOf("lending"), () => askTailer.wake()),
      lendKit,
    ),
  );
  const hearers = [hearerOf(saga, [kitRequestedV1, requestWithdrawnV1])];
  const hearing = ear.hearing({
    subscription: "hearing",
    hears: contractsOf(hearers),
    handle: hearingMessages({ subscription: "hearing", hearers, checkpoints, parking }),
  });
  const targets = [storeTarget(pipelineOver(logOf("store"))), deskTarget(pipelineOver(logOf("desk")))].map(times.ofTarget);
  const subscriptions = [
    new Subscription({ ...parts, name: "hearing", log: ear.log, tailer: earTailer, handle: hearing, overlaps: true }),
    ...targets.map((target) => {
      const subscription = `asks_of_${target.context}`;
      const handle = carryingOut({ subscription, target, sagas: [saga], checkpoints, log: logOf("lending"), parking });
      return new Subscription({ ...parts, name: subscription, log: logOf("lending"), tailer: askTailer, handle, overlaps: true });
    }),
  ];
  for (const subscription of subscriptions) subscription.start();
  const handler = createCommandHandler(
    pipelineOver(logOf("front"), () => earTailer.wake()),
    requests,
  );
  return {
    request: async (): Promise<void> => {
      const requestId = newId("req");
      const over = times.begin(requestId);
      const command = { type: "KitRequested", requestId, kitId: "kit" } as const;
      await handler.handle(requestId, command, { merchant: "default", actor: "bench" });
      times.committed(requestId);
      await over;
    },
    clear: times.clear,
    figures: times.figures,
    stop: async (): Promise<void> => {
      for (const tailer of [earTailer, askTailer]) tailer.stop();
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    },
  };
};

const certain = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("every context has a log");
  return value;
};

const pipelineOver = (log: EventLog, onAppended: () => void = () => {}): CommandPipeline => ({
  log,
  committer: createCommitter(log),
  clock: systemClock,
  metrics: noMetrics,
  admission: { inFlight: 0 },
  onAppended,
});
