import type { EventLog } from "@waybill/kernel/event-log";

/** `log`, where others always come between: nothing that stands on another command of its batch is appended. */
export const stepByStep = (log: EventLog): EventLog => ({
  ...log,
  append: async (batch) => {
    const firsts = batch.filter(({ standsOn }) => standsOn === undefined);
    const outcomes = await log.append(firsts);
    return batch.map((append) => outcomes[firsts.indexOf(append)] ?? { kind: "conflict" });
  },
});
