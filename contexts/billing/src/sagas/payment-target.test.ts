import { describe, expect, it } from "vitest";
import { paymentScene } from "../testing/billing-process.ts";
import { euros, orderId, total } from "../testing/payment-samples.ts";

const authorise = { type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" };

describe("what sagas ask of payments", () => {
  it("is done once, and answered alike when it is asked again", async () => {
    const { process, log } = paymentScene();
    const { ask } = process();
    expect(await ask(authorise, "an ask")).toMatchObject({ kind: "accepted", replayed: false });
    const heads = await log.heads();
    expect(await process().ask(authorise, "an ask")).toMatchObject({ kind: "accepted", replayed: true });
    expect(await log.heads()).toEqual(heads);
  });

  it("is done for another ask only if it is not so already", async () => {
    const { ask } = paymentScene().process();
    await ask(authorise, "an ask");
    expect(await ask(authorise, "another ask")).toMatchObject({ kind: "nothingToDo" });
    expect(await ask({ ...authorise, amount: euros(1) } as never, "a third")).toMatchObject({ refusal: { code: "PaymentIsAnother" } });
  });

  it("is to keep less of it when the order costs less", async () => {
    const { ask } = paymentScene().process();
    const lower = { type: "LowerPayment", due: euros(5), reason: "Shortfall" } as const;
    expect(await ask(lower, "too early")).toMatchObject({ refusal: { code: "PaymentIsNotCreated" } });
    await ask(authorise, "an ask");
    expect(await ask(lower, "another")).toMatchObject({ kind: "accepted" });
    expect(await ask(lower, "the same again")).toMatchObject({ kind: "nothingToDo" });
  });

  it("cannot be what nobody could mean", async () => {
    const { ask, billing } = paymentScene().process();
    await expect(ask({ type: "StealPayment" })).rejects.toThrow("not a well-formed command: StealPayment");
    await expect(ask({ ...authorise, number: 0 } as never)).rejects.toThrow("not a well-formed command");
    const context = { merchant: "default" };
    const command = { ...authorise };
    const { carryOut } = billing.member.target!;
    await expect(carryOut({ context: "billing", aggregate: "payment", id: "ord_1", command }, context)).rejects.toThrow("is no payment");
    await expect(carryOut({ context: "billing", aggregate: "purse", id: "pay_1", command }, context)).rejects.toThrow("has no purse");
  });
});
