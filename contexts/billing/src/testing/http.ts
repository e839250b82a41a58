import type { Answer, Incoming, Role } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { newUuid } from "@waybill/kernel/id";
import Schema from "typebox/schema";
import { expect } from "vitest";
import type { Billing } from "../module.ts";
import { minute } from "./payment-samples.ts";

export interface TestAsk {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
  readonly role?: Role;
  readonly at?: ReturnType<typeof minute>;
  readonly accessToken?: string;
  readonly mediaType?: Incoming<unknown, unknown, unknown>["mediaType"];
}

/** Asks an operation of billing as the server would, but that nothing is decoded: words must be given as they are inside. */
export const asking =
  ({ routes }: Billing) =>
  async (
    operation: string,
    { params = {}, query = {}, body = {}, role = "admin", at = minute(500), ...ask }: TestAsk = {},
  ): Promise<Answer> => {
    const route = routes.find((one) => one.operation === operation);
    if (route === undefined) throw new Error(`there is no operation ${operation}`);
    const merchant = MerchantId.default;
    const incoming: Incoming<unknown, unknown, unknown> = {
      params,
      query,
      body,
      caller: { keyId: KeyId.create(), role, merchant },
      at,
      command: { merchant, actor: "a test", correlation: newUuid() },
      identify: (kind) => kind.create(),
      accessToken: ask.accessToken ?? null,
      lastEventId: null,
      mediaType: ask.mediaType ?? "application/json",
      precondition: {},
    };
    const answer = await route.handle(incoming);
    const schema = answer.kind === "done" ? route.answers[answer.status] : null;
    if (answer.kind === "done" && schema !== null && schema !== undefined) {
      const wire = JSON.parse(JSON.stringify(schema));
      expect(Schema.Check(wire, JSON.parse(JSON.stringify(answer.body))), operation).toBe(true);
    }
    return answer;
  };
