import { type Role, roles } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../access/permissions.ts";
import { sampleRequests } from "../testing/sample-requests.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.ask("PUT /v1/products/SAMPLE", { body: sampleRequests.putProduct!.body });
});
afterAll(() => server.stop());

const operations = Object.entries(permissions);
const cases = operations.flatMap(([operation, permitted]) => roles.map((role) => ({ operation, permitted, role })));

describe("the table of permissions", () => {
  it("has a sample request for every line", () => {
    expect(Object.keys(sampleRequests).sort()).toEqual(Object.keys(permissions).sort());
  });
  it.each(cases)("decides whether $role may use $operation", async ({ operation, permitted, role }) => {
    const { what, body } = sampleRequests[operation]!;
    const answer = await server.ask(what, { as: role, body });
    const allowed = permitted === "anyone" || permitted.includes(role);
    expect(answer.body?.code === "RoleMayNot", answer.text).toBe(!allowed);
    expect(answer.status, answer.text).toBeLessThan(500);
    if (!allowed) expect(answer.body).toMatchObject({ status: 403, role, allowed: permitted });
  });
  it.each(operations)("lets nobody use %s without a key, unless it is for anyone", async (operation, permitted) => {
    const { what, body } = sampleRequests[operation]!;
    const none = await server.ask(what, { body, headers: { authorization: "" } });
    // A signature is no key: who sends none is told so in other words.
    if (permitted === "anyone") return expect(none.body?.code).not.toBe("KeyIsMissing");
    expect(none.status, none.text).toBe(401);
    expect(none.body.code).toBe("KeyIsMissing");
    expect(none.headers["www-authenticate"]).toMatch(/^Bearer /);
    for (const authorization of ["Bearer wb_nobody", "Bearer ", "Basic d2I6d2I=", "wb_nobody", "Bearer a b"]) {
      const wrong = await server.ask(what, { body, headers: { authorization } });
      expect([wrong.status, wrong.body.code], authorization).toEqual([401, "KeyIsNotValid"]);
    }
  });
  it("is obeyed before the body is looked at", async () => {
    const answer = await server.ask("POST /v1/orders/import", { as: "readonly", body: "{ no json" });
    expect(answer.body.code).toBe("RoleMayNot");
  });
});

describe("an admin", () => {
  const other = MerchantId.create();
  const listFor = (role: Role, own: MerchantId, named: string) =>
    server.ask("GET /v1/products", { as: role, merchant: own, headers: { "waybill-merchant": named } });

  it("of the platform may act for any merchant", async () => {
    expect((await listFor("admin", "default", other)).status).toBe(200);
  });
  it("of one merchant may act for no other, and neither may anybody else", async () => {
    const refused: readonly [Role, MerchantId, string][] = [
      ["admin", other, "default"],
      ["admin", other, MerchantId.create()],
      ["staff", "default", other],
      ["storefront", other, "default"],
    ];
    for (const [role, own, named] of refused) {
      const answer = await listFor(role, own, named);
      expect([answer.status, answer.body.code], `${role} of ${own} for ${named}`).toEqual([403, "MerchantIsNotYours"]);
    }
  });
  it("may name the own merchant, and must name one that can be", async () => {
    expect((await listFor("staff", other, other)).status).toBe(200);
    expect((await listFor("admin", "default", "mer_nobody")).body.code).toBe("MerchantIsMalformed");
  });
});
