import { lifeDiagram, statusesOf } from "@waybill/kernel/life";
import { expectGenerated, markdownTable, mermaid } from "@waybill/kernel/testing/generated-part";
import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
  authoriseIt,
  call,
  captureIt,
  done,
  euros,
  lowerIt,
  minute,
  mustAct,
  no,
  refundIt,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { type Step, type Told, tell } from "../testing/tell.ts";
import { isOpen } from "./payment.ts";
import type { PaymentCommand } from "./payment-commands.ts";
import { type DeadlineOwner, deadlineOf } from "./payment-deadlines.ts";
import { paymentDecider } from "./payment-decider.ts";
import { type PaymentStatus, paymentLife } from "./payment-life.ts";

const statuses = statusesOf(paymentLife);
type Steps = readonly Step[];

const authorised: Steps = [authoriseIt, call, answer(yes)];
const capturing: Steps = [...authorised, captureIt("ful_1"), call];
const refusedOnce: Steps = [wakeUp, call, answer(no())];
const dispute = (news: "lost" | "opened" | "won"): PaymentCommand => {
  return { type: "HearDispute", disputeId: "dis_1", news, amount: euros(500), respondBy: minute(9_999), at: minute(50) };
};
const missed = ({ key }: Told): PaymentCommand => ({ type: "MissAnswer", key, at: minute(3) });

/** One way to each status. */
const waysTo: { readonly [Status in PaymentStatus]: Steps } = {
  NotCreated: [],
  Created: [authoriseIt, call],
  RequiresAction: [authoriseIt, call, answer(mustAct)],
  Authorised: authorised,
  Declined: [authoriseIt, call, answer(no())],
  Expired: [authoriseIt, call, answer(mustAct), wakeUp, call, answer(done)],
  Unknown: [authoriseIt, call, missed],
  Capturing: capturing,
  PartiallyCaptured: [...authorised, captureIt("ful_1", 500), call, answer(done)],
  Captured: [...capturing, answer(done)],
  Uncollected: [...capturing, answer(no()), ...refusedOnce, ...refusedOnce],
  Voiding: [...authorised, abandonIt, call],
  Voided: [...authorised, abandonIt, call, answer(done)],
  Disputed: [...capturing, answer(done), dispute("opened")],
  Won: [...capturing, answer(done), dispute("won")],
  Lost: [...capturing, answer(done), dispute("lost")],
  Abandoned: [abandonIt],
};

const commands = {
  AuthorisePayment: authoriseIt,
  CapturePayment: captureIt("ful_9", 100),
  RefundPayment: refundIt("ret_9", 100),
  AbandonPayment: abandonIt,
  LowerPayment: lowerIt(0),
  VoidPayment: { type: "VoidPayment", at: minute(40) },
  RetryPayment: { type: "RetryPayment", at: minute(40) },
  ResolvePayment: { type: "ResolvePayment", reason: "the bank says so", at: minute(40) },
} as const satisfies Partial<Record<PaymentCommand["type"], PaymentCommand>>;

/**
 * What each status says to each command: `yes` (recorded), `done` (nothing to do), `no` (refused). In the order of the table:
 * NotCreated, Created, RequiresAction, Authorised, Declined, Expired, Unknown, Capturing, PartiallyCaptured, Captured, Uncollected, Voiding,
 * Voided, Disputed, Won, Lost, Abandoned.
 */
const expected: { readonly [Type in keyof typeof commands]: string } = {
  //                    NotC Crea Requ Auth Decl Expi Unkn Capg Part Capd Unco Vdng Vded Disp Won  Lost Aban
  AuthorisePayment: /**/ "yes  done done done done done done done done done done done done done done done no",
  CapturePayment: /*  */ "no   no   no   yes  no   no   no   no   yes  no   yes  no   no   no   no   no   no",
  RefundPayment: /*   */ "no   no   no   no   no   no   no   no   yes  yes  no   no   no   no   yes  yes  no",
  AbandonPayment: /*  */ "yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  done done yes  yes  yes  done",
  LowerPayment: /*    */ "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  done done yes  yes  yes  no",
  VoidPayment: /*     */ "no   yes  yes  yes  done done yes  yes  yes  no   yes  done done no   no   no   no",
  RetryPayment: /*    */ "no   yes  yes  done done done yes  yes  done done yes  yes  done done done done no",
  ResolvePayment: /*  */ "no   no   yes  no   no   no   no   no   no   no   yes  no   no   no   no   no   no",
};

describe("every command in every status of a payment", () => {
  it.each(Object.entries(expected))("is answered as the table says: %s", (type, answers) => {
    const cells = answers.split(/ +/);
    expect(cells).toHaveLength(statuses.length);
    statuses.forEach((status, index) => {
      const { payment } = tell(...waysTo[status]);
      const decision = paymentDecider.decide(commands[type as keyof typeof commands], payment);
      const said = { accepted: "yes", nothingToDo: "done", refused: "no" }[decision.kind];
      expect(`${status}: ${said}`).toBe(`${status}: ${cells[index]}`);
    });
  });
});

describe("the life of a payment", () => {
  const readme = new URL("../../README.md", import.meta.url);

  it("has a way to each status", () => {
    for (const status of statuses) expect(tell(...waysTo[status]).payment.status).toBe(status);
  });

  it("has an owner and a deadline where something is waited for", () => {
    const owners = statuses.flatMap((status): readonly (readonly [PaymentStatus, DeadlineOwner])[] => {
      const { payment } = tell(...waysTo[status]);
      const deadline = isOpen(payment) ? deadlineOf(payment) : null;
      return deadline === null ? [] : [[status, deadline.owner]];
    });
    expect(owners).toEqual([
      ["Created", "system"],
      ["RequiresAction", "customer"],
      ["Unknown", "operator"],
      ["Capturing", "system"],
      ["Uncollected", "operator"],
      ["Voiding", "system"],
      ["Disputed", "merchant"],
    ]);
  });

  it("is drawn in the README, with its deadlines", () => {
    expectGenerated(readme, "payment life", mermaid(lifeDiagram(paymentLife, "NotCreated")));
    const rows = statuses.flatMap((status) => {
      const { payment } = tell(...waysTo[status]);
      const deadline = isOpen(payment) ? deadlineOf(payment) : null;
      if (deadline === null || !isOpen(payment)) return [];
      const howLong =
        status === "Disputed" ? "the provider's date" : `${Math.max(0, Math.round((deadline.at - payment.since) / 60_000))} min`;
      return [[status, howLong, deadline.owner]];
    });
    expectGenerated(readme, "payment deadlines", markdownTable([["status", "no longer than", "whose move it is"], ...rows]));
  });
});
