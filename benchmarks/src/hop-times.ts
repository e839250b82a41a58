import type { AskTarget } from "@waybill/kernel/ask";
import type { SagaAtWork } from "@waybill/kernel/saga-at-work";
import type { LendKitWords } from "@waybill/kernel/testing/example-saga";
import type { Figures } from "./bench.ts";
import { percentileOf } from "./stopwatch.ts";

/** When each request's last step was committed, and how long each hop after it took. */
export const createTimes = () => {
  const lastMs = new Map<string, number>();
  const over = new Map<string, () => void>();
  const took = { heard: [] as number[], store: [] as number[], desk: [] as number[], all: [] as number[] };
  const startedMs = new Map<string, number>();
  const hop = (requestId: string, kind: keyof typeof took): void => {
    const nowMs = performance.now();
    // Whoever hears before the request's own answer is here has taken no time that could be measured.
    took[kind].push(nowMs - (lastMs.get(requestId) ?? nowMs));
    lastMs.set(requestId, nowMs);
  };
  return {
    begin: (requestId: string): Promise<void> => new Promise((resolve) => over.set(requestId, resolve)),
    committed: (requestId: string): void => {
      const nowMs = performance.now();
      startedMs.set(requestId, nowMs);
      if (!lastMs.has(requestId)) lastMs.set(requestId, nowMs);
    },
    ofSaga: (saga: SagaAtWork<LendKitWords>): SagaAtWork<LendKitWords> => ({
      ...saga,
      tellMessage: async (heard, subscription) => {
        await saga.tellMessage(heard, subscription);
        hop(heard.data.requestId, "heard");
      },
      tellAnswer: async (to, answer, occasion) => {
        await saga.tellAnswer(to, answer, occasion);
        const nowMs = performance.now();
        lastMs.set(to.instance, nowMs);
        if (answer.asked.ask !== "record") return;
        took.all.push(nowMs - (startedMs.get(to.instance) ?? nowMs));
        lastMs.delete(to.instance);
        startedMs.delete(to.instance);
        over.get(to.instance)?.();
        over.delete(to.instance);
      },
    }),
    ofTarget: (target: AskTarget): AskTarget => ({
      ...target,
      carryOut: async (asked, context) => {
        const outcome = await target.carryOut(asked, context);
        hop(asked.id, target.context === "store" ? "store" : "desk");
        return outcome;
      },
    }),
    clear: (): void => {
      for (const kind of kinds) took[kind].length = 0;
    },
    figures: (): Figures => {
      const hops = [...took.heard, ...took.store, ...took.desk];
      const both = (all: readonly number[]): Figures => ({ p50Ms: percentileOf(all, 0.5), p99Ms: percentileOf(all, 0.99) });
      return {
        hopP50Ms: percentileOf(hops, 0.5),
        hopP99Ms: percentileOf(hops, 0.99),
        fromFrontToSaga: both(took.heard),
        fromSagaToStore: both(took.store),
        fromSagaToDesk: both(took.desk),
        fromRequestToLoan: both(took.all),
      };
    },
  };
};

const kinds = ["heard", "store", "desk", "all"] as const;
