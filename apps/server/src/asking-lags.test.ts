import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { limits } from "@waybill/kernel/limits";
import type { PartitionStatus } from "@waybill/kernel/subscription";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { Registry } from "prom-client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ContextProcess, Follower } from "./context-process.ts";
import { serverLimits } from "./limits.ts";
import { watchGauges } from "./watch-gauges.ts";

const behind: readonly PartitionStatus[] = [
  { partition: 0, position: 1, lag: 2, standing: null },
  { partition: 1, position: 1, lag: 3, standing: null },
];
const answers = async () => behind;
const never = () => new Promise<never>(() => undefined);
const isAway = () => Promise.reject(new StoreUnavailable("connection refused"));

/** As much of contexts as gauges look at, whose followers say so how they are doing: each context has a list, and all have the same others. */
const watching = (statuses: Readonly<Record<string, Follower["status"]>>, others: readonly Follower["status"][] = []): Registry => {
  const registry = new Registry();
  const processes = Object.entries(statuses).map(([log, status]) => ({
    pipeline: { log: { name: log } },
    depth: () => 7,
    followers: new Map([["list", { log, status }], ...others.map((other, nth) => [`other ${nth}`, { log, status: other }] as const)]),
  }));
  watchGauges(registry, processes as unknown as readonly ContextProcess[]);
  return registry;
};

/** The lines about followers; null while there is no answer. */
const scrape = (registry: Registry): { lines: () => readonly string[] | null } => {
  let text: string | null = null;
  void registry.metrics().then((all) => {
    text = all;
  });
  return { lines: () => text?.split("\n").filter((line) => /^waybill_(follower|database|commands)/.test(line)) ?? null };
};

const waits = (log: string) => `waybill_commands_waiting{log="${log}"} 7`;
const lags = (log: string) => `waybill_follower_lag_events{log="${log}",follower="list"} 5`;

beforeEach(stopTime);

describe("the figures of a server", () => {
  it("tell how far behind followers are, and that the database has answered", async () => {
    const scraped = scrape(watching({ catalog: answers, ordering: answers }));
    await pass(0);
    expect(scraped.lines()).toEqual([
      waits("catalog"),
      waits("ordering"),
      lags("catalog"),
      lags("ordering"),
      "waybill_database_answered 1",
    ]);
  });
  it("come in time though the database never answers, without what only the database knows", async () => {
    const scraped = scrape(watching({ ordering: never, catalog: answers }));
    await pass(serverLimits.metricsMs - 1);
    expect(scraped.lines()).toBeNull();
    await pass(1);
    expect(scraped.lines()).toEqual([waits("ordering"), waits("catalog"), lags("catalog"), "waybill_database_answered 0"]);
  });
  it("say nothing of followers whose lag was known once and is not known now", async () => {
    const status = vi.fn<Follower["status"]>().mockImplementationOnce(answers).mockImplementation(isAway);
    const registry = watching({ catalog: status });
    scrape(registry);
    await pass(0);
    const scraped = scrape(registry);
    await pass(0);
    expect(scraped.lines()).toEqual([waits("catalog"), "waybill_database_answered 0"]);
  });
  it("tell of all others when one follower cannot say how it is doing", async () => {
    const scraped = scrape(watching({ catalog: () => Promise.reject(new Error("no such table")) }, [answers]));
    await pass(0);
    const other = 'waybill_follower_lag_events{log="catalog",follower="other 0"} 5';
    expect(scraped.lines()).toEqual([waits("catalog"), other, "waybill_database_answered 0"]);
  });
});

describe("a database that is asked for figures", () => {
  it("is not asked for more of a context while it is away", async () => {
    const other = vi.fn(answers);
    const scraped = scrape(watching({ catalog: isAway }, [other]));
    await pass(0);
    expect([scraped.lines(), other.mock.calls.length]).toEqual([[waits("catalog"), "waybill_database_answered 0"], 0]);
  });
  it("is asked for one follower of a context after the other", async () => {
    const other = vi.fn(answers);
    scrape(watching({ catalog: never }, [other]));
    await pass(0);
    expect(other).not.toHaveBeenCalled();
  });
  it("is asked once while it has not answered, however often somebody wants to know", async () => {
    const status = vi.fn(never);
    const registry = watching({ catalog: status });
    for (let scrapes = 0; scrapes < 5; scrapes += 1) {
      const scraped = scrape(registry);
      await pass(serverLimits.metricsMs);
      expect(scraped.lines()).toContain("waybill_database_answered 0");
    }
    expect(status).toHaveBeenCalledTimes(1);
  });
  it("is asked again when a question was given up", async () => {
    const status = vi.fn<Follower["status"]>().mockImplementationOnce(never).mockImplementation(answers);
    const registry = watching({ catalog: status });
    scrape(registry);
    await pass(limits.logPatienceMs);
    const scraped = scrape(registry);
    await pass(0);
    expect(scraped.lines()).toEqual([waits("catalog"), lags("catalog"), "waybill_database_answered 1"]);
  });
});
