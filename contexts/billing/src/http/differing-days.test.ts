import { PaymentId } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { euros, minute, orderId, total } from "../testing/payment-samples.ts";
import { createStrictBank } from "../testing/strict-bank.ts";

const dayMinutes = 24 * 60;

/** A bank that says nothing of what it did: every day on which it did something differs. */
const scene = async (...daysWithPayments: readonly number[]) => {
  const process = paymentScene([createStrictBank()]).process();
  for (const day of daysWithPayments) {
    await process.runUntil(minute(day * dayMinutes));
    const number = day + 1;
    const asked = { type: "AuthorisePayment", orderId, number, amount: euros(total), method: "pm_ok" };
    await process.ask(asked, `authorise ${day}`, PaymentId.derive("differing", String(day)));
    await process.follow();
  }
  await process.runUntil(minute(6 * dayMinutes));
  const http = asking(process.billing);
  return {
    http,
    list: async (query: object = {}) => {
      const answer = await http("getReconciliation", { query: { differing: true, ...query } });
      if (answer.kind !== "done") throw new Error(JSON.stringify(answer));
      return answer.body as { readonly items: readonly { readonly day: string }[]; readonly next: string | null };
    },
  };
};

describe("the days on which two books differ", () => {
  it("are listed, the latest first, and the days that agree are not", async () => {
    const { list, http } = await scene(0, 2, 5);
    const { items, next } = await list();
    expect(items.map(({ day }) => day)).toEqual(["2026-04-03", "2026-03-31", "2026-03-29"]);
    expect(items[2]).toEqual({
      ...{ day: "2026-03-29", provider: "simulated", matched: 0, differing: 1 },
      reconciledAt: "2026-03-30T02:00:00.000Z",
    });
    expect(next).toBeNull();
    const differences = [{ kind: "authorise", ours: euros(total), theirs: null }];
    expect(await http("getReconciliation", { query: { day: "2026-03-31" } })).toMatchObject({ body: { daily: { differences } } });
  });

  it("are listed page by page, of all providers or of one, and not of others", async () => {
    const { list } = await scene(0, 1, 3, 4);
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.next });
    expect([first.items.length, second.items.map(({ day }) => day), second.next]).toEqual([3, ["2026-03-29"], null]);
    expect(await list({ provider: "simulated" })).toEqual(await list());
    expect((await list({ provider: "another" })).items).toEqual([]);
  });

  it("are not one day, and have no cursor of another list", async () => {
    const { http, list } = await scene(0, 1);
    const ask = (query: object) => http("getReconciliation", { query: { differing: true, ...query } });
    expect(await ask({ day: "2026-03-29" })).toMatchObject({ refusal: { code: "DayIsNotListed" } });
    const { next } = await list({ limit: 1 });
    expect(await ask({ provider: "simulated", cursor: next })).toMatchObject({ refusal: { code: "CursorIsMalformed" } });
  });
});
