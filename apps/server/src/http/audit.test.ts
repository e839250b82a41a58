import { type Role, roles } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { AuditStore } from "../access/audit.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { startTestServer, type TestRequest, type TestServer } from "../testing/test-server.ts";

/** How long an answer waits for its entry: who waits for one that never comes hangs, unless a test says otherwise. */
const forEver = 600_000;
const patience = vi.hoisted(() => ({ ms: 0 }));
vi.mock(import("../limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: Object.defineProperty({ ...serverLimits }, "auditWaitMs", { get: () => patience.ms }) };
});

const lamp = { name: "Lantern", unitPrice: { amount: 100, currency: "EUR" } };

const start = async (changeAudit: (audit: AuditStore) => AuditStore = (audit) => audit): Promise<TestServer> => {
  patience.ms = forEver;
  const foundation = createMemoryFoundation(systemClock);
  const server = await startTestServer({ foundation: { ...foundation, audit: changeAudit(foundation.audit) } });
  onTestFinished(() => server.stop());
  return server;
};

const auditOf = async (server: TestServer, query = "", request: TestRequest = {}) => {
  const answer = await server.ask(`GET /v1/ops/audit${query}`, request);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

describe("the audit", () => {
  it("tells of a command who asked, from where, for what, and what became of it", async () => {
    const server = await start();
    const { keyId } = await server.keyOf("staff");
    const headers = { "user-agent": "till/1.2", "idempotency-key": "k1" };
    const put = await server.ask("PUT /v1/products/LAMP?x=1", { as: "staff", headers, body: lamp });
    expect(put.status).toBe(400);
    const done = await server.ask("PUT /v1/products/LAMP", { as: "staff", headers, body: lamp });
    const { items } = await auditOf(server);
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual({
      at: expect.stringMatching(/^20\d\d-/),
      keyId,
      keyName: "staff of a test",
      role: "staff",
      operation: "putProduct",
      method: "PUT",
      path: "/v1/products/LAMP",
      address: "127.0.0.1",
      agent: "till/1.2",
      idempotencyKey: true,
      replayed: false,
      status: done.status,
      code: null,
      position: done.headers["waybill-position"],
      correlation: done.headers.traceparent?.split("-")[1],
    });
    expect(items[1]).toMatchObject({ path: "/v1/products/LAMP", status: 400, code: "RequestIsMalformed", position: null });
  });

  it.each(roles)("writes down commands of %s or not, and what they are forbidden", async (role) => {
    const server = await start();
    await server.ask("PUT /v1/products/LAMP", { as: role === "admin" ? "operator" : "admin", body: lamp });
    const { keyId } = await server.keyOf(role);
    const answer = await server.ask("POST /v1/quotes", { as: role, body: { lines: [{ sku: "LAMP", quantity: 1 }] } });
    await server.ask("GET /v1/products", { as: role });
    await server.ask("POST /v1/keys", { as: role, body: { role: "readonly" } });
    const { items } = await auditOf(server, `?keyId=${keyId}`);
    const written = items.map(({ operation, status, code }: Record<string, unknown>) => [operation, status, code]);
    const isOffice = (["admin", "operator", "staff"] as Role[]).includes(role);
    const mayNot = role === "admin" ? [] : [["createKey", 403, "RoleMayNot"]];
    const read =
      role === "courier"
        ? [
            ["listProducts", 403, "RoleMayNot"],
            ["quoteLines", 403, "RoleMayNot"],
          ]
        : [];
    const asked = isOffice ? [["quoteLines", answer.status, answer.body.code ?? null]] : read;
    expect(written).toEqual([...(role === "admin" ? [["createKey", 201, null]] : mayNot), ...asked]);
  });

  it("shows a replay as one", async () => {
    const server = await start();
    const headers = { "idempotency-key": "k1" };
    for (const _ of [1, 2]) expect((await server.ask("POST /v1/carts", { headers, body: { currency: "EUR" } })).status).toBe(201);
    const { items } = await auditOf(server, "?operation=openCart");
    expect(items.map(({ replayed }: { replayed: boolean }) => replayed)).toEqual([true, false]);
  });

  it("can be asked for a key, an operation, a time, and page by page", async () => {
    const server = await start();
    const { keyId } = await server.keyOf("staff");
    for (const sku of ["A", "B", "C"]) await server.ask(`PUT /v1/products/${sku}`, { as: "staff", body: lamp });
    await server.ask("PUT /v1/products/D", { as: "operator", body: lamp });
    await server.ask("POST /v1/carts", { as: "staff", body: { currency: "EUR" } });
    const pathsOf = ({ items }: { items: { path: string }[] }) => items.map(({ path }) => path.split("/").at(-1));
    expect(pathsOf(await auditOf(server, `?keyId=${keyId}`))).toEqual(["carts", "C", "B", "A"]);
    expect(pathsOf(await auditOf(server, `?keyId=${keyId}&operation=putProduct`))).toEqual(["C", "B", "A"]);
    const { at } = (await auditOf(server, `?operation=putProduct`)).items[2];
    expect(pathsOf(await auditOf(server, `?operation=putProduct&since=${at}`)).slice(0, 3)).toEqual(["D", "C", "B"]);
    expect(pathsOf(await auditOf(server, "?since=2999-01-01T00:00:00Z"))).toEqual([]);
    const first = await auditOf(server, "?limit=2");
    const second = await auditOf(server, `?limit=2&cursor=${first.next}`);
    expect([...pathsOf(first), ...pathsOf(second)]).toEqual(["carts", "D", "C", "B"]);
    const other = await server.ask(`GET /v1/ops/audit?limit=2&operation=putProduct&cursor=${first.next}`);
    expect(other.body.code).toBe("CursorIsMalformed");
  });

  it("is an admin's to read, and of the own merchant", async () => {
    const server = await start();
    const merchant = MerchantId.create();
    await server.ask("PUT /v1/products/OURS", { body: lamp });
    await server.ask("PUT /v1/products/THEIRS", { body: lamp, headers: { "waybill-merchant": merchant } });
    const pathsOf = ({ items }: { items: { path: string }[] }) => items.map(({ path }) => path);
    expect(pathsOf(await auditOf(server))).toEqual(["/v1/products/OURS"]);
    expect(pathsOf(await auditOf(server, "", { merchant }))).toEqual(["/v1/products/THEIRS"]);
    for (const role of roles.filter((one) => one !== "admin")) {
      expect((await server.ask("GET /v1/ops/audit", { as: role })).body.code, role).toBe("RoleMayNot");
    }
  });

  it("holds nothing of what was said, and of a storefront's customer no more than the network", async () => {
    const kept: string[] = [];
    const server = await start((audit) => ({
      ...audit,
      add: async (entries) => {
        kept.push(JSON.stringify(entries));
        return audit.add(entries);
      },
    }));
    const contact = { name: "Aino Virtanen", email: "aino@example.com" };
    await server.ask("POST /v1/orders?accessToken=hidden", { as: "staff", body: { contact, lines: [{ sku: "LAMP", quantity: 1 }] } });
    await server.ask("PUT /v1/products/LAMP", { as: "storefront", body: lamp });
    const { items } = await auditOf(server);
    expect(items).toHaveLength(2);
    expect(items.find(({ role }: { role: Role }) => role === "storefront").address).toBe("127.0.0.0/24");
    for (const said of ["Aino", "aino", "hidden", "Lantern", "wb_"]) expect(kept.join()).not.toContain(said);
  });

  it("has what leaves no event before the answer is given", async () => {
    const writing = Promise.withResolvers<void>();
    const server = await start((audit) => ({ ...audit, add: (entries) => writing.promise.then(() => audit.add(entries)) }));
    const order: string[] = [];
    const revoked = server.ask(`POST /v1/keys`, { body: { role: "readonly" } }).then(() => order.push("answered"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push("written");
    writing.resolve();
    await revoked;
    expect(order).toEqual(["written", "answered"]);
  });

  it("keeps no answer waiting that events tell of, nor any answer for ever", async () => {
    const server = await start((audit) => ({ ...audit, add: () => new Promise(() => {}) }));
    expect((await server.ask("PUT /v1/products/LAMP", { body: lamp })).headers["waybill-position"]).toBeDefined();
    const revoked = await server.ask(`DELETE /v1/keys/${KeyId.create()}`);
    expect(revoked.body.code).toBe("KeyIsUnknown");
    patience.ms = 50;
    expect((await server.ask("POST /v1/keys", { body: { role: "readonly" } })).status).toBe(201);
  });
});
