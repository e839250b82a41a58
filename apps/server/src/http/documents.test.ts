import { textsIn } from "@waybill/billing/testing/pdf-texts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import type { ApiDocument } from "./open-api/document.ts";

const shop = "https://shop.example";
let server: TestServer;
let invoice: string;
beforeAll(async () => {
  server = await startTestServer({ settings: { corsOrigins: [shop] } });
  const lines = [{ sku: "TEA", name: "Green tea", quantity: 3, unitPrice: { amount: "4.99", currency: "EUR" } }];
  const body = { source: "elsewhere", externalId: "C5363'65 ☕", issuedAt: "2026-03-29T09:30:00Z", currency: "EUR", lines };
  const { headers } = await server.ask("POST /v1/invoices/import", { body });
  invoice = `GET ${headers.location}`;
});
afterAll(() => server.stop());

const asking = (accept: string, more: Readonly<Record<string, string>> = {}) =>
  server.ask(invoice, { as: "readonly", headers: { accept, ...more } });

describe("an invoice", () => {
  it("is a PDF for whoever likes that best", async () => {
    const { status, headers, bytes } = await asking("application/pdf, application/json;q=0.5");
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": "attachment; filename*=UTF-8''C5363%2765%20%E2%98%95.pdf",
      "content-length": String(bytes.length),
      vary: "Origin, Accept",
      "x-content-type-options": "nosniff",
    });
    // Of the JSON it would be the same, and a strong one may not.
    expect(headers.etag).toBeUndefined();
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const texts = textsIn(bytes);
    for (const text of ["Credit note C5363'65", "Green tea", "4.99", "14.97 EUR"]) expect(texts).toContain(text);
  });

  it("is JSON for everybody else, and says that it could have been otherwise", async () => {
    for (const accept of ["application/json", "*/*", "text/html, */*;q=0.1"]) {
      const { status, headers, body } = await asking(accept);
      expect([status, headers["content-type"], headers.vary], accept).toEqual([200, "application/json; charset=utf-8", "Origin, Accept"]);
      expect(body.number).toBe("C5363'65 ☕");
    }
    expect((await server.ask(invoice)).body.kind).toBe("creditNote");
  });

  it("is nothing else", async () => {
    const { status, headers, body } = await asking("text/html, application/pdf;q=0");
    expect([status, body.code, headers.vary]).toEqual([406, "AnswerIsNotAcceptable", "Origin, Accept"]);
    expect(body.offered).toEqual(["application/json", "application/pdf"]);
  });

  it("is printed for nobody who may not read it, and where there is one", async () => {
    const accept = { headers: { accept: "application/pdf" } };
    expect((await server.ask(invoice, { as: "storefront", ...accept })).body.code).toBe("RoleMayNot");
    const unknown = await server.ask("GET /v1/invoices/inv_01h455vb4pex5vsknk084sn02q", accept);
    expect([unknown.status, unknown.body.code, unknown.headers["content-type"]]).toEqual([
      404,
      "InvoiceIsNotDrafted",
      "application/problem+json; charset=utf-8",
    ]);
  });

  it("can be printed from a page of another origin", async () => {
    const { headers } = await asking("application/pdf", { origin: shop });
    expect(headers["access-control-allow-origin"]).toBe(shop);
    expect(headers["access-control-expose-headers"]).toContain("Content-Disposition");
  });

  it("is not credited when it is a credit note itself, and the description says so", async () => {
    const credited = await server.ask(`${invoice.replace("GET", "POST")}/credit`, { as: "staff", body: {} });
    expect([credited.status, credited.body.code]).toEqual([409, "CreditNoteCannotBeCredited"]);
    const document: ApiDocument = (await server.ask("GET /openapi.json")).body;
    const { responses } = document.paths["/v1/invoices/{invoiceId}/credit"]!.post!;
    expect(JSON.stringify(responses["409"])).toContain("CreditNoteCannotBeCredited");
  });

  it("is described in both forms", async () => {
    const document: ApiDocument = (await server.ask("GET /openapi.json")).body;
    const { responses } = document.paths["/v1/invoices/{invoiceId}"]!.get!;
    expect(responses["200"]).toMatchObject({
      content: { "application/json": {}, "application/pdf": { schema: { contentMediaType: "application/pdf" } } },
    });
    expect(responses["406"]).toBeDefined();
  });
});
