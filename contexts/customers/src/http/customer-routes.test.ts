import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { bodyOf, customersProcess, surroundings } from "../testing/customers-process.ts";

const aino = { name: "Aino Virtanen", email: "aino@example.com", locale: "fi" };
const home = { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" };
const refused = (refusal: object) => ({ kind: "refused", refusal });

/** Aino in a fresh world, and who asks about her. */
const withAino = async () => {
  const { call } = customersProcess(surroundings());
  const { id } = bodyOf(await call("addCustomer", { body: aino }));
  return { call, params: { customerId: id } };
};

describe("adding a customer over HTTP", () => {
  it("answers with all that was said, and where it stands", async () => {
    const { call } = customersProcess(surroundings());
    const answer = await call("addCustomer", { body: { ...aino, timeZone: "Europe/Helsinki" } });
    expect(answer).toMatchObject({ kind: "done", status: 201, version: 1, written: { log: "customers" } });
    const { id, addedAt, updatedAt, ...rest } = bodyOf(answer);
    expect(answer).toMatchObject({ location: `/v1/customers/${id}` });
    expect(addedAt).toBe(updatedAt);
    expect(rest).toEqual({
      ...aino,
      ...{ merchantId: "default", status: "Active", phone: null, timeZone: "Europe/Helsinki", addresses: [] },
      ...{ consents: [], preferences: [], blocked: null, version: 1 },
    });
    expect(bodyOf(await call("getCustomer", { params: { customerId: id } }))).toEqual(bodyOf(answer));
  });
  it("adds one customer under one Idempotency-Key, though everything is sealed anew, and notices another request", async () => {
    const { call } = customersProcess(surroundings());
    const first = await call("addCustomer", { body: aino, key: "k1" });
    const again = await call("addCustomer", { body: aino, key: "k1" });
    expect(again).toMatchObject({ status: 201, replayed: true });
    expect(bodyOf(again)).toEqual(bodyOf(first));
    expect(await call("addCustomer", { body: { name: "Eino" }, key: "k1" })).toEqual({ kind: "keyReused" });
  });
  it("gives a storefront the token that opens this customer, and no other way in", async () => {
    const { call } = customersProcess(surroundings());
    const { id, accessToken } = bodyOf(await call("addCustomer", { body: aino, as: "storefront" }));
    const params = { customerId: id };
    expect(await call("getCustomer", { params, as: "storefront" })).toMatchObject(refused({ code: "AccessTokenIsMissing" }));
    const wrong = await call("getCustomer", { params, as: "storefront", accessToken: "token of somebody else" });
    expect(wrong).toMatchObject(refused({ code: "CustomerIsUnknown" }));
    await call("changeCustomer", { params, body: { blocked: { reason: "FraudSuspected" } } });
    const opened = bodyOf(await call("getCustomer", { params, as: "storefront", accessToken }));
    expect(opened).toMatchObject({ ...aino, accessToken });
    expect(opened).not.toHaveProperty("blocked");
  });
});

describe("a customer over HTTP", () => {
  it("is another merchant's stranger", async () => {
    const { call, params } = await withAino();
    const merchant = MerchantId.create();
    for (const operation of ["getCustomer", "exportCustomer", "changeCustomer", "eraseCustomer"]) {
      expect(await call(operation, { params, merchant }), operation).toMatchObject(refused({ code: "CustomerIsUnknown" }));
    }
  });
  it("is shown without what is personal to those who only look", async () => {
    const { call, params } = await withAino();
    await call("addCustomerAddress", { params, body: home });
    const shown = bodyOf(await call("getCustomer", { params, as: "readonly" }));
    expect(shown).toMatchObject({ id: params.customerId, status: "Active", version: 2 });
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(["name"]));
    expect(JSON.stringify(shown)).not.toMatch(/Aino|example\.com|Mannerheim/);
  });
  it("changes where something is said, and nowhere else", async () => {
    const { call, params } = await withAino();
    const changed = await call("changeCustomer", { params, body: { name: "Aino Salo", email: null, locale: "fi" } });
    expect(bodyOf(changed)).toMatchObject({ name: "Aino Salo", email: null, locale: "fi", version: 3 });
    const same = await call("changeCustomer", { params, body: { name: "Aino Salo", email: null, locale: "fi" } });
    expect(same).toMatchObject({ version: 3 });
    expect(same).not.toHaveProperty("written");
    expect(await call("changeCustomer", { params, body: { phone: "+358401234567" }, ifVersion: 2 })).toMatchObject(
      refused({ code: "VersionIsStale", version: 3 }),
    );
  });
  it("is blocked and unblocked for a reason", async () => {
    const { call, params } = await withAino();
    const body = { blocked: { reason: "FraudSuspected" } };
    expect(bodyOf(await call("changeCustomer", { params, body }))).toMatchObject({ blocked: { reason: "FraudSuspected" }, ...aino });
    expect(bodyOf(await call("changeCustomer", { params, body: { blocked: null } }))).toMatchObject({ blocked: null, version: 3 });
  });
  it("has addresses, added once under a key, changed in their place and removed", async () => {
    const { call, params } = await withAino();
    const adding = { params, body: home, key: "home" };
    expect(await call("addCustomerAddress", adding)).toMatchObject({ status: 201, version: 2 });
    expect(bodyOf(await call("addCustomerAddress", adding)).addresses).toEqual([{ id: 1, ...home }]);
    const moved = { ...home, lines: ["Aleksanterinkatu 52"] };
    const second = { params: { ...params, addressId: 1 }, body: moved };
    expect(bodyOf(await call("changeCustomerAddress", second)).addresses).toEqual([{ id: 1, ...moved }]);
    expect(await call("changeCustomerAddress", second)).toMatchObject({ version: 3 });
    expect(bodyOf(await call("removeCustomerAddress", second))).toMatchObject({ addresses: [], version: 4 });
    const unknown = { ...second, params: { ...params, addressId: 2 } };
    expect(await call("changeCustomerAddress", unknown)).toMatchObject(refused({ code: "AddressIsUnknown", addressId: 2 }));
  });
  it("agrees to things, and says what they want to be told", async () => {
    const { call, params } = await withAino();
    const newsletter = { ...params, purpose: "newsletter" };
    await call("setCustomerConsent", { params: newsletter, body: { given: true } });
    const preferences = [{ topic: "order-updates", channel: "sms", allowed: true }];
    const wished = bodyOf(await call("setCustomerPreferences", { params, body: { preferences } }));
    expect(wished).toMatchObject({ consents: [{ purpose: "newsletter", given: true, at: expect.any(String) }], preferences });
    const withdrawn = bodyOf(await call("setCustomerConsent", { params: newsletter, body: { given: false } }));
    expect(withdrawn.consents).toMatchObject([{ purpose: "newsletter", given: false }]);
  });
  it("is not known before being added, and no key comes into being for them", async () => {
    const world = surroundings();
    const { call } = customersProcess(world);
    const params = { customerId: CustomerId.create(), addressId: 1, purpose: "newsletter" };
    const bodies: Readonly<Record<string, object>> = {
      changeCustomer: { name: "Nobody" },
      addCustomerAddress: home,
      changeCustomerAddress: home,
      removeCustomerAddress: {},
      setCustomerConsent: { given: true },
      setCustomerPreferences: { preferences: [] },
      eraseCustomer: {},
      exportCustomer: {},
      getCustomer: {},
    };
    for (const [operation, body] of Object.entries(bodies)) {
      expect(await call(operation, { params, body }), operation).toMatchObject(refused({ code: "CustomerIsUnknown" }));
    }
    expect(await world.vault.existingKey(params.customerId)).toBeNull();
  });
});

describe("the export of a customer", () => {
  it("tells what is so, what was so, and what others hold", async () => {
    const elsewhere = { ordering: { orders: [{ id: "ord_1", contact: { name: "Aino" } }] } };
    const { call } = customersProcess({ ...surroundings(), elsewhere });
    const params = { customerId: bodyOf(await call("addCustomer", { body: aino })).id };
    await call("addCustomerAddress", { params, body: home });
    await call("removeCustomerAddress", { params: { ...params, addressId: 1 } });
    await call("changeCustomer", { params, body: { name: "Aino Salo" } });
    const told = bodyOf(await call("exportCustomer", { params }));
    expect(told).toMatchObject({ customer: { name: "Aino Salo", addresses: [], email: aino.email }, elsewhere });
    expect(told.history).toMatchObject([
      { version: 1, event: "CustomerAdded", facts: { name: "Aino Virtanen", email: aino.email, phone: null } },
      { event: "AddressAdded", facts: { addressId: 1, address: home } },
      { event: "AddressRemoved", facts: { addressId: 1 } },
      { version: 4, event: "ProfileChanged", facts: { field: "name", value: "Aino Salo" } },
    ]);
    expect(JSON.stringify(told)).not.toContain("sealed");
  });
});
