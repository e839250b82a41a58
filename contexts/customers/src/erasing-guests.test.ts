import { OrderId } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import { streamName } from "@waybill/kernel/event-log";
import { lifeDiagram, statusesOf } from "@waybill/kernel/life";
import { expectGenerated, mermaid } from "@waybill/kernel/testing/generated-part";
import { timerEventsOf } from "@waybill/kernel/timekeeper";
import { timersModel } from "@waybill/kernel/timer";
import { describe, expect, it } from "vitest";
import { type GuestCommand, guestDecider } from "./domain/guest.ts";
import type { GuestEvent } from "./domain/guest-events.ts";
import { type GuestStatus, guestLife } from "./domain/guest-life.ts";
import type { PersonOfOrder } from "./http/ports.ts";
import { minute } from "./testing/customer-samples.ts";
import { customersProcess, surroundings } from "./testing/customers-process.ts";
import { mortal } from "./testing/mortal.ts";

const orderId = OrderId.derive("a guest's order");
const params = { orderId };
const over: PersonOfOrder = { isGuest: true, isUnderWay: false };
const refused = (code: string) => ({ kind: "refused", refusal: { code } });
const done = { kind: "done", status: 200, body: { orderId, status: "Erased" } };

/** A world with the key of a guest in it. */
const scene = async (person: PersonOfOrder | null = over) => {
  const world = { ...surroundings(), personOf: async () => person };
  await world.vault.keyFor(orderId);
  const eventsOf = () => world.log.readStream(streamName("default", "guest", orderId), 0, 100);
  return {
    world,
    types: async () => (await eventsOf()).map(({ type }) => type),
    standing: () => world.vault.standing(orderId),
    /** Fires the timers that the events have set and not dropped. */
    fireTimers: async ({ customers: { member } }: ReturnType<typeof customersProcess>): Promise<number> => {
      const eventOf = timerEventsOf(member.timekeepers);
      const timer = (await eventsOf()).reduce(
        (row: never, recorded) => timersModel(1).project(row, eventOf(recorded), recorded) as never,
        null as never,
      );
      if (timer === null) return 0;
      const timekeeper = member.timekeepers.find(({ type }) => type === "guest");
      await timekeeper!.fire(timer, { commandId: "0197a7c6-3c5e-7000-8000-000000000001", cause: "customers/1" });
      return 1;
    },
  };
};

describe("erasing a guest", () => {
  it("drops the order's key, once and for ever, and says so", async () => {
    const { world, types, standing } = await scene();
    const { call } = customersProcess(world);
    expect(await call("eraseGuest", { params })).toMatchObject({ ...done, written: { log: "customers" }, version: 2 });
    expect(await standing()).toBe("dropped");
    expect(await call("eraseGuest", { params })).toMatchObject({ ...done, version: 2 });
    expect(await types()).toEqual(["GuestErasureStarted", "GuestErased"]);
  });
  it.each([
    ["OrderIsUnderWay", { isGuest: true, isUnderWay: true }],
    ["OrderHasNoGuest", { isGuest: false, isUnderWay: false }],
    ["OrderIsNotPlaced", null],
  ])("is refused with %s, and leaves no trace of having been asked", async (code, person) => {
    const { world, types, standing } = await scene(person);
    expect(await customersProcess(world).call("eraseGuest", { params })).toMatchObject(refused(code));
    expect(await types()).toEqual([]);
    expect(await standing()).toBe("open");
  });
  it("closes the key before it asks again, and gives up for an order that is under way after all", async () => {
    const { world, types, standing } = await scene();
    const standings: string[] = [];
    const personOf = async () => {
      standings.push(await standing());
      return { ...over, isUnderWay: standings.length === 2 };
    };
    const { call } = customersProcess({ ...world, personOf });
    expect(await call("eraseGuest", { params })).toMatchObject(refused("OrderIsUnderWay"));
    expect(standings).toEqual(["open", "closed"]);
    expect(await types()).toEqual(["GuestErasureStarted", "GuestErasureAbandoned"]);
    expect(await standing()).toBe("open");
    // The next attempt is another one.
    expect(await call("eraseGuest", { params })).toMatchObject(done);
  });
  it("is not begun for another version than it was meant for", async () => {
    const { world, types } = await scene();
    expect(await customersProcess(world).call("eraseGuest", { params, ifVersion: 7 })).toMatchObject(refused("VersionIsStale"));
    expect(await types()).toEqual([]);
  });
});

describe("an erasure of a guest whose process dies", () => {
  // Started, closed, dropped, forgotten, recorded; or reopened and recorded.
  const cases = [0, 1, 2, 3, 4, 5, 6].flatMap((lives) => [false, true].map((isLate) => ({ lives, isLate })));

  it.each(cases)("after $lives steps is brought to its one end by another ($isLate)", async ({ lives, isLate }) => {
    const { world, types, standing, fireTimers } = await scene();
    const dying = mortal(lives);
    let asked = 0;
    const personOf = async () => ({ ...over, isUnderWay: isLate && ++asked === 2 });
    const process = customersProcess({ ...world, log: dying.log(world.log), vault: dying.vault(world.vault), personOf });
    await process.call("eraseGuest", { params }).catch(() => "died");

    const other = customersProcess({ ...world, personOf });
    await fireTimers(other);
    expect(await fireTimers(other)).toBe(0);
    expect({ last: (await types()).at(-1), standing: await standing() }).toEqual(
      (await standing()) === "dropped"
        ? { last: "GuestErased", standing: "dropped" }
        : { last: lives === 0 ? undefined : "GuestErasureAbandoned", standing: "open" },
    );
    // Whatever it was, the guest can be erased now.
    expect(await customersProcess(world).call("eraseGuest", { params })).toMatchObject(done);
  });
});

const at = minute(30);
const started: GuestEvent = { type: "GuestErasureStarted", attempt: 1, at };
const histories: { readonly [Status in GuestStatus]: readonly GuestEvent[] } = {
  Kept: [],
  Erasing: [started],
  Erased: [started, { type: "GuestErased", attempt: 1, at }],
};
/** What each status says: `yes` (recorded), `done` (nothing to do), `no` (refused in its name). */
const table: readonly (readonly [command: GuestCommand, answers: string])[] = [
  //                                                                        Kept Eing Ered
  [{ type: "StartGuestErasure", at }, /*                                 */ "yes  done done"],
  [{ type: "AbandonGuestErasure", attempt: 1, orders: [orderId], at }, /**/ "done yes  no"],
  [{ type: "CompleteGuestErasure", attempt: 1, at }, /*                  */ "no   yes  done"],
];

describe("the life of a guest's record", () => {
  it.each(table)("answers as the table says: %j", (command, answers) => {
    const told = statusesOf(guestLife).map((status) => {
      const decision = guestDecider.decide(command, fold(guestDecider, histories[status]));
      if (decision.kind === "refused") expect(decision.refusal).toStrictEqual({ code: `GuestIs${status}` });
      return { accepted: "yes", nothingToDo: "done", refused: "no" }[decision.kind];
    });
    expect(told).toEqual(answers.split(/ +/));
  });
  it("knows an attempt that is over", () => {
    const second = fold(guestDecider, [started, { type: "GuestErasureAbandoned", attempt: 1, orders: [], at }, { ...started, attempt: 2 }]);
    for (const type of ["AbandonGuestErasure", "CompleteGuestErasure"] as const) {
      const decision = guestDecider.decide({ type, attempt: 1, orders: [], at }, second);
      expect(decision).toEqual({ kind: "refused", refusal: { code: "AttemptIsOver", attempt: 1 } });
    }
  });
  it("is drawn in the README", () => {
    expectGenerated(new URL("../README.md", import.meta.url), "guest life", mermaid(lifeDiagram(guestLife, "Kept")));
  });
});
