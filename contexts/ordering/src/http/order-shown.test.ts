import type { Caller } from "@waybill/contracts/http";
import { jsonTextOf } from "@waybill/contracts/http";
import { KeyId } from "@waybill/contracts/vocabulary";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import { orderId, placed, reserved } from "../testing/order-samples.ts";
import { showingOnce } from "./order-shown.ts";
import type { RecordedOrderEvent } from "./ports.ts";

const of = (role: Caller["role"]): Caller => ({ keyId: KeyId.derive(role), merchant: "default", role });
const person = { contact: { name: "Ada Lovelace", email: "ada@example.com" }, note: "Ring twice" };

const scene = async () => {
  const vault = createMemoryKeyVault();
  const sealer = createSealer(vault);
  const [contact, note] = [await sealer.seal("guest", person.contact), await sealer.seal("guest", person.note)];
  const events = [{ ...placed, contact, note }, reserved].map((event) => ({ event }) as RecordedOrderEvent);
  const show = showingOnce({ sealer, tokens: { of: () => "the order's token", opens: () => true } });
  return { events, show, sealer, vault };
};

describe("an order that is shown again and again", () => {
  it("is rendered once for callers of a role, and anew when something has happened", async () => {
    const { events, show } = await scene();
    const first = await show(events, of("staff"));
    expect(first).toMatchObject({ version: 2, body: { id: orderId, status: "Reserved", ...person } });
    expect((await show(events, of("staff")))?.body).toBe(first?.body);
    expect(await show(events.slice(0, 1), of("staff"))).toMatchObject({ version: 1, body: { status: "Placed", version: 1 } });
    expect(await show([], of("staff"))).toBeNull();
  });

  it("shows nobody what was rendered for others", async () => {
    const { events, show } = await scene();
    await show(events, of("staff"));
    const [courier, storefront] = [await show(events, of("courier")), await show(events, of("storefront"))];
    expect(Object.keys(courier?.body ?? {})).not.toEqual(expect.arrayContaining(["contact"]));
    expect(storefront?.body).toMatchObject({ ...person, accessToken: "the order's token" });
    expect((await show(events, of("staff")))?.body).not.toHaveProperty("accessToken");
  });

  it("shows nothing of a person from the moment on that they are erased", async () => {
    const { events, show, sealer } = await scene();
    expect(jsonTextOf((await show(events, of("staff")))?.body)).toContain("Lovelace");
    await sealer.erase("guest");
    const after = await show(events, of("staff"));
    expect(after?.body).toMatchObject({ contact: null, note: null });
    expect(jsonTextOf(after?.body)).not.toMatch(/Lovelace|Ring/);
  });
});
