import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderingEdgeLimits } from "./http/limits.ts";
import { promising } from "./promising.ts";
import { customerId } from "./testing/cart-samples.ts";
import { grand, minute, orderId, pounds } from "./testing/order-samples.ts";

const confirm: OrderCommand = { type: "ConfirmOrder", customerId, authorised: pounds(grand), reservationsCommitted: true, at: minute(3) };
const context = { merchant: "default" };

/** Orders that do what they are told, of a customer or of a guest. */
const scene = (customer: typeof customerId | null = customerId) => {
  const vault = createMemoryKeyVault();
  const told: string[] = [];
  let elapsedMs = 0;
  const parts = {
    orders: {
      handle: async (_: string, { type }: { readonly type: string }) => {
        told.push(type);
        return { kind: "nothingToDo", version: 1, replayed: false } as const;
      },
    },
    sealer: createSealer(vault),
    clock: { monotonicMs: () => (elapsedMs += orderingEdgeLimits.erasureWaitMs / 4) },
  };
  return {
    vault,
    told,
    parts,
    handle: (command: OrderCommand = { ...confirm, customerId: customer }) => promising(parts).handle(orderId, command, context),
  };
};

describe("an order that is to be promised", () => {
  it.each([customerId, null])("is, when its person is there (%s)", async (customer) => {
    const { told, handle, vault } = scene(customer);
    await vault.keyFor(customer ?? orderId);
    await handle();
    expect(told).toEqual(["ConfirmOrder"]);
  });
  it.each([customerId, null])("is refused once its person is erased, though this process still has the key (%s)", async (customer) => {
    const { told, handle, vault, parts } = scene(customer);
    await parts.sealer.seal(customer ?? orderId, "Aino");
    await vault.drop(customer ?? orderId);
    await handle();
    expect(told).toEqual(["Refuse"]);
  });
  it("waits for an erasure that is under way, and does as it ended", async () => {
    for (const end of ["reopen", "dropClosed"] as const) {
      const { told, handle, vault } = scene();
      const erasure = { subject: customerId, attempt: 1 };
      await vault.close(erasure);
      const [outcome] = [handle(), await vault[end](erasure)];
      await outcome;
      expect(told).toEqual([end === "reopen" ? "ConfirmOrder" : "Refuse"]);
    }
  });
  it("is refused when the erasure does not end in time", async () => {
    const { told, handle, vault } = scene();
    await vault.close({ subject: customerId, attempt: 1 });
    await handle();
    expect(told).toEqual(["Refuse"]);
  });
  it("is asked for again later when nobody can tell", async () => {
    const { told, parts } = scene();
    const away = { ...parts, sealer: { standing: () => Promise.reject(new Error("connection lost")) } };
    await expect(promising(away).handle(orderId, confirm, context)).rejects.toThrow(StoreUnavailable);
    expect(told).toEqual([]);
  });
  it("is not looked at for anything else that is asked of it", async () => {
    const { told, parts } = scene();
    const blind = { ...parts, sealer: { standing: () => Promise.reject(new Error("not asked")) } };
    await promising(blind).handle(orderId, { type: "RejectOrder", reason: "OutOfStock", short: [], at: minute(3) }, context);
    expect(told).toEqual(["RejectOrder"]);
  });
});
