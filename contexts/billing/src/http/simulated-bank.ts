import { type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { accessTokenQuery, openedPayment } from "./payment-access.ts";
import { PaymentIdText, PaymentJson, paymentJson } from "./payment-json.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

export const actAtSimulatedBank = (ports: BillingPorts): Route =>
  route({
    operation: "actAtSimulatedBank",
    method: "POST",
    path: "/v1/providers/simulated/actions",
    summary: "Do what the customer does at the simulated bank",
    description: "For payments with `pm_requires_action`: the bank then tells us by its webhook, as a real one does.",
    query: exactly(accessTokenQuery),
    body: exactly({ paymentId: PaymentIdText, outcome: Type.Enum(["confirm", "refuse"]) }, { title: "ActAtSimulatedBank" }),
    example: { paymentId: "pay_01h455vb4pex5vsknk084sn02q", outcome: "confirm" },
    answers: { 200: PaymentJson },
    refusals: ["PaymentIsNotCreated", "NothingIsToConfirm", "AccessTokenIsMissing"],
    handle: async ({ body: { paymentId, outcome }, ...asking }): Promise<Answer> => {
      const opened = await openedPayment(ports, paymentId, asking);
      if (opened.kind === "refused") return opened;
      const { merchant } = asking.caller;
      const hasActed = await ports.actAtSimulatedBank(merchant, paymentId, outcome === "confirm");
      if (!hasActed) return reject<BillingRequestRefusal>({ code: "NothingIsToConfirm" });
      const { payment, updatedAt } = (await ports.readPayment(merchant, paymentId)) ?? opened.shown;
      return { kind: "done", status: 200, body: paymentJson({ payment, updatedAt }, asking.caller), version: payment.version };
    },
  });
