import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, statusesOf, targets } from "@waybill/kernel/life";
import { expectGenerated, mermaid } from "@waybill/kernel/testing/generated-part";
import { describe, expect, it } from "vitest";
import {
  added,
  addIt,
  addressAdded,
  blocked,
  consentGiven,
  erased,
  erasureStarted,
  liveOrder,
  minute,
  seal,
} from "../testing/customer-samples.ts";
import type { CustomerCommand } from "./customer-commands.ts";
import { customerDecider } from "./customer-decider.ts";
import type { CustomerEvent } from "./customer-events.ts";
import { type CustomerStatus, customerLife } from "./customer-life.ts";

const statuses = statusesOf(customerLife);
const at = minute(30);
const known = [added, addressAdded, consentGiven, blocked];
const histories: { readonly [Status in CustomerStatus]: readonly CustomerEvent[] } = {
  Unknown: [],
  Active: known,
  Erasing: [...known, erasureStarted],
  Erased: [...known, erasureStarted, erased],
};

type Sample = readonly [command: CustomerCommand, answers: string];

/** Commands such that only the status can stand in their way; what each status says: `yes` (recorded), `done` (nothing to do), `no` (refused in its name). */
const table: readonly Sample[] = [
  //                                                                                    Unkn Acti Eing Ered
  [addIt, /*                                                                         */ "yes  done no   no"],
  [{ type: "ChangeCustomer", changes: [{ field: "phone", value: seal("phone") }], at }, "no   yes  no   no"],
  [{ type: "ChangeCustomer", changes: [], blocked: { reason: "UnpaidBills" }, at }, /**/ "no   yes  no   no"],
  [{ type: "ChangeCustomer", changes: [], blocked: null, at }, /*                    */ "no   yes  no   no"],
  [{ type: "ChangeCustomer", changes: [], at }, /*                                   */ "no   done no   no"],
  [{ type: "AddAddress", address: seal("work"), at }, /*                             */ "no   yes  no   no"],
  [{ type: "ChangeAddress", addressId: 1, address: seal("other"), at }, /*           */ "no   yes  no   no"],
  [{ type: "RemoveAddress", addressId: 1, at }, /*                                   */ "no   yes  no   no"],
  [{ type: "GiveConsent", purpose: "profiling", at }, /*                             */ "no   yes  no   no"],
  [{ type: "WithdrawConsent", purpose: "newsletter", at }, /*                        */ "no   yes  no   no"],
  [{ type: "SetPreferences", preferences: [{ topic: "news", channel: "sms", allowed: true }], at }, "no   yes  no   no"],
  [{ type: "StartErasure", at }, /*                                                  */ "no   yes  done done"],
  [{ type: "AbandonErasure", attempt: 1, orders: [liveOrder], at }, /*               */ "no   done yes  no"],
  [{ type: "CompleteErasure", attempt: 1, at }, /*                                   */ "no   no   yes  done"],
];

const customerIn = (status: CustomerStatus) => fold(customerDecider, histories[status]);

describe("every command to a customer in every status", () => {
  it.each(table)("is answered as the table says: %j", (command, answers) => {
    const cells = answers.split(/ +/);
    expect(cells).toHaveLength(statuses.length);
    statuses.forEach((status, index) => {
      const decision = customerDecider.decide(command, customerIn(status));
      const answer = { accepted: "yes", nothingToDo: "done", refused: "no" }[decision.kind];
      expect(`${status}: ${answer}`).toBe(`${status}: ${cells[index]}`);
      if (decision.kind === "refused") expect(decision.refusal).toStrictEqual({ code: `CustomerIs${status}` });
    });
  });
});

describe("the life of a customer", () => {
  it("has a history for each status", () => {
    for (const status of statuses) expect(customerIn(status).status).toBe(status);
  });
  it("leads where its table says, for every event in every status", () => {
    const decided = statuses.flatMap((status) =>
      table.flatMap(([command]) => {
        const decision = customerDecider.decide(command, customerIn(status));
        return decision.kind === "accepted" ? [...decision.events] : [];
      }),
    );
    const samples = new Map(decided.map((event): [CustomerEvent["type"], CustomerEvent] => [event.type, event]));
    const steps = statuses.flatMap((status) =>
      (Object.keys(customerLife[status]) as CustomerEvent["type"][]).map((type) => {
        expect(targets(customerLife, status, type)).toEqual([customerDecider.evolve(customerIn(status), samples.get(type)!).status]);
        return type;
      }),
    );
    expect(steps).toHaveLength(13);
  });
  it("ends only where the person is erased", () => {
    expect(statuses.filter((status) => Object.keys(customerLife[status]).length === 0)).toEqual(["Erased"]);
  });
  it("is drawn in the README", () => {
    expectGenerated(new URL("../../README.md", import.meta.url), "customer life", mermaid(lifeDiagram(customerLife, "Unknown")));
  });
});
