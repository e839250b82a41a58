import { OrderId } from "@waybill/contracts/vocabulary";
import { streamName } from "@waybill/kernel/event-log";
import { timerEventsOf } from "@waybill/kernel/timekeeper";
import { timersModel } from "@waybill/kernel/timer";
import { describe, expect, it } from "vitest";
import { bodyOf, customersProcess, surroundings } from "./testing/customers-process.ts";
import { mortal } from "./testing/mortal.ts";

const aino = { name: "Aino Virtanen", email: "aino@example.com" };
const liveOrder = OrderId.derive("under way");
const refused = (refusal: object) => ({ kind: "refused", refusal });
const done = { kind: "done", status: 200, body: { status: "Erased", name: null, addresses: [] } };

/** A world with Aino in it. */
const scene = async () => {
  const world = surroundings();
  const { id: customerId } = bodyOf(await customersProcess(world).call("addCustomer", { body: aino }));
  const eventsOf = async () => world.log.readStream(streamName("default", "customer", customerId), 0, 100);
  return {
    world,
    params: { customerId },
    types: async () => (await eventsOf()).map(({ type }) => type),
    /** Fires the timers that the events have set and not dropped. */
    fireTimers: async (process: ReturnType<typeof customersProcess>): Promise<number> => {
      const [timekeeper] = process.customers.member.timekeepers;
      const eventOf = timerEventsOf(process.customers.member.timekeepers);
      const timer = (await eventsOf()).reduce(
        (row: never, recorded) => timersModel(1).project(row, eventOf(recorded), recorded) as never,
        null as never,
      );
      if (timer === null) return 0;
      await timekeeper!.fire(timer, { commandId: "0197a7c6-3c5e-7000-8000-000000000001", cause: "customers/1" });
      return 1;
    },
  };
};

describe("erasing a customer", () => {
  it("makes everything of the person unreadable, and keeps that there was somebody", async () => {
    const { world, params, types } = await scene();
    const { call } = customersProcess(world);
    const token = bodyOf(await call("getCustomer", { params }));
    expect(await call("eraseCustomer", { params })).toMatchObject({ ...done, written: { log: "customers" } });
    expect(await types()).toEqual(["CustomerAdded", "ErasureStarted", "CustomerErased"]);
    expect(bodyOf(await call("getCustomer", { params }))).toMatchObject({
      ...{ id: token.id, status: "Erased", name: null, email: null, addresses: [], version: 3 },
    });
    const told = JSON.stringify(bodyOf(await call("exportCustomer", { params })));
    expect(told).not.toMatch(/Aino|example\.com/);
    expect(await world.vault.keyFor(params.customerId)).toBeNull();
  });
  it("is done once and for ever", async () => {
    const { world, params, types } = await scene();
    const { call } = customersProcess(world);
    await call("eraseCustomer", { params });
    expect(await call("eraseCustomer", { params })).toMatchObject(done);
    expect(await call("changeCustomer", { params, body: { name: "Aino" } })).toMatchObject(refused({ code: "CustomerIsErased" }));
    expect(await types()).toHaveLength(3);
  });
  it("is refused while orders are under way, and leaves no trace of having been asked", async () => {
    const { world, params, types } = await scene();
    const { call } = customersProcess({ ...world, liveOrdersOf: async () => [liveOrder] });
    expect(await call("eraseCustomer", { params })).toMatchObject(refused({ code: "CustomerHasLiveOrders", orders: [liveOrder] }));
    expect(await types()).toEqual(["CustomerAdded"]);
    expect(await world.vault.standing(params.customerId)).toBe("open");
  });
  it("is given up for an order that came between the question and the lock, and the person can order again", async () => {
    const { world, params, types } = await scene();
    let asked = 0;
    const liveOrdersOf = async () => (++asked === 1 ? [] : [liveOrder]);
    const { call } = customersProcess({ ...world, liveOrdersOf });
    expect(await call("eraseCustomer", { params })).toMatchObject(refused({ code: "CustomerHasLiveOrders", orders: [liveOrder] }));
    expect(await types()).toEqual(["CustomerAdded", "ErasureStarted", "ErasureAbandoned"]);
    expect(await world.vault.standing(params.customerId)).toBe("open");
    expect(bodyOf(await call("getCustomer", { params }))).toMatchObject({ status: "Active", ...aino });
    // The next attempt is another one.
    expect(await customersProcess(world).call("eraseCustomer", { params })).toMatchObject(done);
  });
  it("closes the key before it asks for orders: who places one meanwhile can see it", async () => {
    const { world, params } = await scene();
    const standings: string[] = [];
    const liveOrdersOf = async () => {
      standings.push(await world.vault.standing(params.customerId));
      return [];
    };
    await customersProcess({ ...world, liveOrdersOf }).call("eraseCustomer", { params });
    expect(standings).toEqual(["open", "closed"]);
  });
  it("is not begun for another version than it was meant for", async () => {
    const { world, params, types } = await scene();
    const stale = await customersProcess(world).call("eraseCustomer", { params, ifVersion: 7 });
    expect(stale).toMatchObject(refused({ code: "VersionIsStale", version: 1 }));
    expect(await types()).toEqual(["CustomerAdded"]);
  });
  it("is no way to come back: under the same key nobody is added again", async () => {
    const world = surroundings();
    const { call } = customersProcess(world);
    const adding = { body: aino, key: "k1" };
    const params = { customerId: bodyOf(await call("addCustomer", adding)).id };
    await call("eraseCustomer", { params });
    expect(bodyOf(await call("addCustomer", adding))).toMatchObject({ id: params.customerId, name: null, email: null });
    await call("eraseCustomer", { params });
    expect(bodyOf(await call("getCustomer", { params }))).toMatchObject({ status: "Erased", version: 3 });
  });
});

describe("an erasure whose process dies", () => {
  // Asked, locked, closed, asked again, dropped, forgotten, recorded; or reopened and recorded.
  const cases = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((lives) => [false, true].map((hasOrder) => ({ lives, hasOrder })));

  it.each(cases)("after $lives steps is brought to its one end by another ($hasOrder)", async ({ lives, hasOrder }) => {
    const { world, params, types, fireTimers } = await scene();
    let asked = 0;
    // An order that comes after the first question, and is over before another process looks.
    const orders = async () => (hasOrder && ++asked === 2 ? [liveOrder] : []);
    const dying = mortal(lives);
    const process = customersProcess({
      log: dying.log(world.log),
      vault: dying.vault(world.vault),
      liveOrdersOf: () => dying.live(orders),
    });
    await process.call("eraseCustomer", { params }).catch(() => "died");

    const other = customersProcess({ ...world, liveOrdersOf: orders });
    await fireTimers(other);
    expect(await fireTimers(other)).toBe(0);
    const [last = "", status] = [(await types()).at(-1), bodyOf(await other.call("getCustomer", { params })).status];
    const standing = await world.vault.standing(params.customerId);
    expect({ last, status, standing }).toEqual(
      standing === "dropped"
        ? { last: "CustomerErased", status: "Erased", standing: "dropped" }
        : { last: expect.stringMatching(/^(CustomerAdded|ErasureAbandoned)$/), status: "Active", standing: "open" },
    );
    // Whatever it was, the person can be erased now.
    expect(await customersProcess(world).call("eraseCustomer", { params })).toMatchObject(done);
  });

  it("is taken over while it only sleeps, and has no say when it wakes", async () => {
    const { world, params, types, fireTimers } = await scene();
    const waking = Promise.withResolvers<readonly OrderId[]>();
    const reached = Promise.withResolvers<void>();
    let asked = 0;
    const liveOrdersOf = async () => {
      asked += 1;
      if (asked === 1) return [];
      reached.resolve();
      return waking.promise;
    };
    const sleeping = customersProcess({ ...world, liveOrdersOf }).call("eraseCustomer", { params });
    await reached.promise;
    // Another process sees the order that the sleeper does not, and gives up; the customer orders, and a new erasure begins.
    const other = customersProcess({ ...world, liveOrdersOf: async () => [liveOrder] });
    expect(await fireTimers(other)).toBe(1);
    expect(await world.vault.standing(params.customerId)).toBe("open");
    waking.resolve([]);
    expect(await sleeping).toMatchObject(refused({ code: "CustomerHasLiveOrders" }));
    expect(await types()).toEqual(["CustomerAdded", "ErasureStarted", "ErasureAbandoned"]);
    expect(await world.vault.existingKey(params.customerId)).not.toBeNull();
  });
});
