import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "./event-log.ts";
import { isUuid } from "./id.ts";
import { type LendingTown, lendingTown } from "./testing/lending-town.ts";

const asked = { merchant: "default", actor: "key_1", correlation: "4bf92f3577b34da6a3ce929d0e0e4736" };
const hourMs = 3_600_000;

/** Somebody asks for a kit; it is lent, but for one whose name ends with `refused`. */
const town = async (...ids: readonly string[]): Promise<LendingTown> => {
  const its = lendingTown();
  for (const requestId of ids) await its.front.handle(requestId, { type: "RequestKit", requestId, kitId: "kit" }, asked);
  return its;
};

/** The events from this one back to one that no other event has caused, each with its context. */
const wayBack = async (its: LendingTown, event: RecordedEvent): Promise<readonly string[]> => {
  const place = event.causation.cause?.match(/^([^/]+)\/([^/]+)\/(\d+)\/(\d+)(?:\/\d+)?$/);
  const told = `${event.stream.split("/")[1]} ${event.type}`;
  if (place === null || place === undefined) return [told];
  const [, context = "", incarnation, partition, position] = place;
  const log = its.logs.get(context);
  expect(log?.incarnation, event.causation.cause).toBe(incarnation);
  const [cause] = await log!.readPartitions(new Map([[Number(partition), Number(position) - 1]]), 1);
  return [told, ...(await wayBack(its, cause!))];
};

const only = async (its: LendingTown, wanted: string): Promise<RecordedEvent> => {
  const found = (await its.all()).filter(({ stream, type }) => `${stream.split("/")[1]} ${type}` === wanted);
  expect(found.length, wanted).toBeGreaterThan(0);
  return found[0]!;
};

describe("causation", () => {
  it("leads from what another context recorded back to the request, over message, saga and ask", async () => {
    const its = await town("fine");
    await its.settle();
    expect(await wayBack(its, await only(its, "hold Done"))).toEqual(["hold Done", "saga-lend-kit Stepped", "request KitRequested"]);
  });

  it("leads on over an answer to what the saga asks next", async () => {
    const its = await town("fine");
    await its.settle();
    const way = ["loan Done", "saga-lend-kit Stepped", "saga-lend-kit Stepped", "request KitRequested"];
    expect(await wayBack(its, await only(its, "loan Done"))).toEqual(way);
  });

  it("leads on over what is done outside", async () => {
    const its = await town("fine");
    await its.settle();
    for (const type of ["Attempted", "Concluded"]) {
      const way = [`effect-hold ${type}`, "saga-lend-kit Stepped", "request KitRequested"];
      expect(await wayBack(its, await only(its, `effect-hold ${type}`))).toEqual(way);
    }
  });

  it("leads on over a timer that was due", async () => {
    const its = await town("late");
    const [first] = await its.all();
    expect(first?.causation.cause).toBeUndefined();
    await its.settle("left");
    await its.pass(hourMs);
    const way = ["saga-lend-kit TimerFired", "saga-lend-kit Stepped", "request KitRequested"];
    expect(await wayBack(its, await only(its, "saga-lend-kit TimerFired"))).toEqual(way);
  });

  it("is told by every event: its command, who asked, and the request that all of it follows from", async () => {
    const its = await town("fine", "desk-refused");
    await its.settle();
    await its.pass(hourMs);
    await its.settle();
    const events = await its.all();
    expect(new Set(events.map(({ stream }) => stream.split("/")[1]))).toEqual(
      new Set(["request", "saga-lend-kit", "hold", "loan", "effect-hold"]),
    );
    for (const event of events) {
      const { causation, commandId, type, stream } = event;
      expect(isUuid(commandId), `${stream} ${type}`).toBe(true);
      expect(causation.correlation, `${stream} ${type}`).toBe(asked.correlation);
      expect(causation.actor, `${stream} ${type}`).toBe(type === "KitRequested" ? "key_1" : "saga-lend-kit");
      expect((await wayBack(its, event)).at(-1)).toBe("request KitRequested");
    }
  });
});
