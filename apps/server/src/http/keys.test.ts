import { MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const withToken = (token: string) => server.ask("GET /v1/products", { headers: { authorization: `Bearer ${token}` } });

describe("a key", () => {
  it("is shown once, opens what its role may, and is gone when it was revoked", async () => {
    const made = await server.ask("POST /v1/keys", { body: { role: "readonly", name: "a dashboard" } });
    expect(made.status).toBe(201);
    const { token, id } = made.body;
    expect(token).toMatch(/^wb_[\w-]{43}$/);
    expect((await withToken(token)).status).toBe(200);

    const listed = await server.ask("GET /v1/keys");
    const entry = listed.body.items.find((key: { id: string }) => key.id === id);
    expect(entry).toMatchObject({ name: "a dashboard", role: "readonly", merchantId: "default", lastUsedAt: expect.stringMatching(/Z$/) });
    expect(listed.text).not.toContain(token);

    expect((await server.ask(`DELETE /v1/keys/${id}`)).status).toBe(204);
    expect((await withToken(token)).body.code).toBe("KeyIsNotValid");
    expect((await server.ask(`DELETE /v1/keys/${id}`)).status).toBe(204);
    expect((await server.ask("GET /v1/keys")).text).not.toContain(id);
  });
  it("is made once under an Idempotency-Key, and its token is not told twice", async () => {
    const ask = (body: unknown) => server.ask("POST /v1/keys", { body, headers: { "idempotency-key": "once" } });
    const first = await ask({ role: "staff", name: "till" });
    const again = await ask({ role: "staff", name: "till" });
    expect(again.status).toBe(201);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.body).toEqual({ ...first.body, token: null });
    expect((await ask({ role: "admin", name: "till" })).body.code).toBe("IdempotencyKeyReused");
  });
  it("cannot revoke itself", async () => {
    const { keyId } = await server.keyOf("admin");
    const answer = await server.ask(`DELETE /v1/keys/${keyId}`);
    expect([answer.status, answer.body.code]).toEqual([409, "KeyIsYourOwn"]);
  });
  it("belongs to one merchant, and another's cannot be seen or revoked", async () => {
    const merchant = MerchantId.create();
    const { keyId, token } = await server.keyOf("staff", merchant);
    expect((await server.ask("GET /v1/keys")).text).not.toContain(keyId);
    const answer = await server.ask(`DELETE /v1/keys/${keyId}`);
    expect([answer.status, answer.body.code]).toEqual([404, "KeyIsUnknown"]);
    expect((await withToken(token)).status).toBe(200);
    const asPlatform = await server.ask("GET /v1/keys", { headers: { "waybill-merchant": merchant } });
    expect(asPlatform.text).toContain(keyId);
  });
});
