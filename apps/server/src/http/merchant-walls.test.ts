import { type Role, roles } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../access/permissions.ts";
import { type LivingThings, livingThings } from "../testing/living-things.ts";
import { sampleRequests } from "../testing/sample-requests.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const owner = MerchantId.create();
let server: TestServer;
let things: LivingThings;
let others: LivingThings;
let before: string;
beforeAll(async () => {
  server = await startTestServer();
  things = await livingThings(server, owner);
  others = await livingThings(server, owner);
  before = await things.picture();
});
afterAll(() => server.stop());

const idsIn = (text: string): readonly string[] => text.match(/\b[a-z]+_[0-9a-z]{26}\b/g) ?? [];
const namesThings = (operation: string) => idsIn(sampleRequests[operation]!.what).length > 0;
const keyed = Object.keys(permissions).filter((operation) => permissions[operation] !== "anyone");
const may = (role: Role, operation: string): boolean => permissions[operation]?.includes(role) === true;

describe("the things of a merchant", () => {
  it("are known for every operation that names one", () => {
    for (const operation of keyed) {
      const strange = idsIn(things.request(operation).what).filter((id) => !things.ids.includes(id));
      expect(strange, `${operation}: add what it names to testing/living-things.ts`).toEqual([]);
    }
  });
  it("are there for whom they belong to, so that the tests below say something", async () => {
    expect(before).not.toContain("urn:waybill:problem");
    for (const operation of ["getOrder", "getOrderActions", "getOrderHistory", "getCart"]) {
      const { what, body } = things.request(operation);
      expect((await server.ask(what, { as: "readonly", merchant: owner, body })).status, operation).toBe(200);
    }
  });

  const strangers = [MerchantId.default, MerchantId.create()];
  // First what names nothing: the audit tells strangers later what they themselves have named.
  const ordered = keyed.toSorted((one, other) => Number(namesThings(one)) - Number(namesThings(other)));
  const cases = ordered.flatMap((operation) => strangers.flatMap((merchant) => roles.map((role) => ({ merchant, operation, role }))));
  it.each(cases)("are not there for a $role key of $merchant in $operation", async ({ merchant, operation, role }) => {
    const { what, body, accessToken } = things.request(operation);
    const answer = await server.ask(what, { as: role, merchant, body, headers: { "waybill-access-token": accessToken } });
    if (!may(role, operation)) expect([answer.status, answer.body.code]).toEqual([403, "RoleMayNot"]);
    // Lists of what is about another thing, which their context does not know.
    else if (operation === "listOrderInvoices") expect(answer.body).toEqual({ items: [] });
    else if (namesThings(operation)) expect(answer.status, answer.text).toBe(404);
    else expect(things.ids.filter((id) => answer.text.includes(id))).toEqual([]);
  });

  const shopping = keyed.filter((operation) => may("storefront", operation) && namesThings(operation));
  it.each(shopping)("are not opened by a storefront with another thing's token in %s, or with none", async (operation) => {
    const { what, body } = things.request(operation);
    const ask = (headers: Readonly<Record<string, string>>) => server.ask(what, { as: "storefront", merchant: owner, body, headers });
    const none = await ask({});
    expect([none.status, none.body.code]).toEqual([403, "AccessTokenIsMissing"]);
    // A payment is its order's.
    const crossed = things.request(/\/(orders|payments)\//.test(what) ? "getCart" : "getOrder");
    // Of another order, of another cart, and of its own cart or order: what opens one opens no other.
    for (const { accessToken } of [others.request("getOrder"), others.request("getCart"), crossed]) {
      expect((await ask({ "waybill-access-token": accessToken })).status).toBe(404);
    }
  });
  it("are as they were after all that", async () => {
    expect(await things.picture()).toBe(before);
  });
});
