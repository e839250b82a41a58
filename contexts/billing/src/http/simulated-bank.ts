import { type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { notCreated } from "./payment-answer.ts";
import { PaymentIdText, PaymentJson, paymentJson } from "./payment-json.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

export const actAtSimulatedBank = ({ actAtSimulatedBank: act, readPayment }: BillingPorts): Route =>
  route({
    operation: "actAtSimulatedBank",
    method: "POST",
    path: "/v1/providers/simulated/actions",
    summary: "Do what the customer does at the simulated bank",
    description: "For payments with `pm_requires_action`: the bank then tells us by its webhook, as a real one does.",
    body: exactly({ paymentId: PaymentIdText, outcome: Type.Enum(["confirm", "refuse"]) }, { title: "ActAtSimulatedBank" }),
    example: { paymentId: "pay_01h455vb4pex5vsknk084sn02q", outcome: "confirm" },
    answers: { 200: PaymentJson },
    refusals: ["PaymentIsNotCreated", "NothingIsToConfirm"],
    handle: async ({ body: { paymentId, outcome }, caller: { merchant } }): Promise<Answer> => {
      const hasActed = await act(merchant, paymentId, outcome === "confirm");
      if (!hasActed) return reject<BillingRequestRefusal>({ code: "NothingIsToConfirm" });
      const shown = await readPayment(merchant, paymentId);
      return shown === null ? notCreated() : { kind: "done", status: 200, body: paymentJson(shown), version: shown.payment.version };
    },
  });
