import { systemClock } from "@waybill/kernel/clock";
import { createSealer } from "@waybill/kernel/sealed";
import { eventually } from "@waybill/kernel/testing/eventually";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Foundation } from "./foundation/foundation.ts";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

const database = testDatabase();
const lines: string[] = [];
let foundation: Foundation;
let server: TestServer;
beforeAll(async () => {
  foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
  server = await startTestServer({ foundation, clock: systemClock, log: (line) => void lines.push(line) });
  await server.ask("PUT /v1/products/TEA", { body: { name: "Green tea", unitPrice: { amount: "4.99", currency: "EUR" } } });
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 50, reason: "a delivery" } });
});
afterAll(() => server.stop());

/** Words that are nowhere but in what is told of one person. */
const words = ["Zyxwvia", "Qquormer", "qqmail", "Jjstreet", "Jjoffice", "Jjbell", "Jjcake", "Qqguest", "Europe/Vaduz", "+4235550"];

const aino = { name: "Zyxwvia Qquormer", email: "zyxwvia@qqmail.example", phone: "+4235550101", locale: "de-LI", timeZone: "Europe/Vaduz" };
const home = { lines: ["Jjstreet 42"], city: "Vaduz", country: "LI" };
const order = {
  lines: [{ sku: "TEA", quantity: 2 }],
  contact: { name: aino.name, email: aino.email },
  address: home,
  delivery: { method: "courier", instructions: "Ring at Jjbell" },
  note: "A Jjcake, please",
  paymentMethod: "pm_ok",
};

/** Where a word is written in the database: every column of every row of every table, as text, and bytes as hexadecimal digits. */
const placesOf = async (word: string): Promise<readonly string[]> => {
  const tables = await database.sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const hex = Buffer.from(word).toString("hex");
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await database.sql.unsafe(`select from ${name} as r where r::text ilike $1 or r::text ilike $2 limit 1`, [
        `%${word}%`,
        `%${hex}%`,
      ]);
      return rows.length > 0 ? [name] : [];
    }),
  );
  expect(tables.length).toBeGreaterThan(30);
  return found.flat();
};

const expectNowhere = async () => {
  for (const word of words) {
    expect(await placesOf(word), word).toEqual([]);
    expect(
      lines.filter((line) => line.toLowerCase().includes(word.toLowerCase())),
      word,
    ).toEqual([]);
  }
};

const statusOf = async (path: string): Promise<string> => (await server.ask(`GET ${path}`)).body.status;

/** Whose logs say something of this very person: the export has to know them all. */
const contextsThatName = async (customerId: string): Promise<readonly string[]> => {
  const logs = await database.sql<{ context: string }[]>`
    select table_schema as context from information_schema.tables where table_name = 'event' order by table_schema`;
  expect(logs.map(({ context }) => context)).toEqual(["billing", "catalog", "customers", "inventory", "ordering"]);
  const naming = await Promise.all(
    logs.map(async ({ context }) => {
      const events = await database.sql`select from ${database.sql(context)}.event where data::text like ${`%${customerId}%`} limit 1`;
      return events.length > 0 ? [context] : [];
    }),
  );
  return naming.flat();
};

/** Refused while the order is under way, done when it is over, and refused nowhere that it was done already. */
const eraseGuest = async (orderId: string): Promise<void> => {
  const [order, contact] = [`/v1/orders/${orderId}`, `/v1/orders/${orderId}/contact`];
  await eventually("the guest's order is promised", async () => (await statusOf(order)) === "Confirmed");
  const refused = await server.ask(`DELETE ${contact}`);
  expect([refused.status, refused.body.code]).toEqual([409, "OrderIsUnderWay"]);
  expect((await server.ask(`GET ${order}`)).body).toMatchObject({ contact: { name: "Qqguest" }, address: home });
  await server.ask(`POST ${order}/cancel`, { body: { reason: "changed my mind" } });
  await eventually("the guest's order is cancelled", async () => (await statusOf(order)) === "Cancelled");
  for (let time = 0; time < 2; time += 1) {
    const erased = await server.ask(`DELETE ${contact}`);
    expect([erased.status, erased.body.status], erased.text).toEqual([200, "Erased"]);
  }
  expect((await server.ask(`GET ${order}`)).body).toMatchObject({ status: "Cancelled", contact: null, address: null, note: null });
};

/** Whoever asks from another process, or after the key was forgotten here: nothing opens. */
const expectSealedForEver = async (subject: string): Promise<void> => {
  const others = createSealer(foundation.keyVault);
  let met = 0;
  for (const table of ["customers.event", "ordering.event", "billing.event"]) {
    const rows = await database.sql.unsafe(`select data from ${table} where data::text like $1`, [`%${subject}%`]);
    for (const sealed of sealedIn(rows)) {
      if (sealed.subject !== subject) continue;
      met += 1;
      expect(await others.open(sealed as never)).toBeNull();
    }
  }
  expect(met).toBeGreaterThan(0);
};

describe("a person who is erased", () => {
  it("would be found where something of theirs is not sealed: what is not theirs is", async () => {
    await server.ask("PUT /v1/products/OPEN", { body: { name: "Portrait of Vvopen", unitPrice: { amount: 1, currency: "EUR" } } });
    await eventually("the list shows it", async () => (await placesOf("vvopen")).includes("catalog.product_list_v2"));
    expect(await placesOf("vvopen")).toContain("catalog.event");
    expect(lines.filter((line) => line.includes("/v1/products/:sku"))).not.toEqual([]);
  });

  it("is in no table and no line of the log by name, mail, telephone or street; before as after", async () => {
    const added = await server.ask("POST /v1/customers", { body: aino, headers: { "idempotency-key": "one" } });
    const path = String(added.headers.location);
    const { id: customerId } = added.body;
    await server.ask(`POST ${path}/addresses`, { body: home });
    await server.ask(`POST ${path}/addresses`, { body: { ...home, lines: ["Jjoffice 7"] } });
    await server.ask(`PUT ${path}/consents/newsletter`, { body: { given: true } });
    await server.ask(`PATCH ${path}`, { body: { name: "Zyxwvia Renamed" } });
    const guest = await server.ask("POST /v1/orders", { body: { ...order, contact: { name: "Qqguest" } } });
    const placed = await server.ask("POST /v1/orders", { body: { ...order, customerId } });
    expect([added.status, guest.status, placed.status]).toEqual([201, 201, 201]);
    const orderPath = `/v1/orders/${placed.body.id}`;
    await eventually("it is promised", async () => (await statusOf(orderPath)) === "Confirmed");

    const refused = await server.ask(`DELETE ${path}`);
    expect([refused.status, refused.body.code, refused.body.orders]).toEqual([409, "CustomerHasLiveOrders", [placed.body.id]]);
    expect((await server.ask(`GET ${orderPath}`)).body.contact).toEqual(order.contact);
    const told = await server.ask(`GET ${path}/export`);
    for (const word of ["Qquormer", "Zyxwvia Renamed", "Jjoffice", "Jjbell", "Jjcake"]) expect(told.text).toContain(word);
    expect(told.body.elsewhere.ordering.orders).toMatchObject([{ id: placed.body.id, contact: order.contact, address: home }]);
    expect(told.body.elsewhere.billing.payments).toMatchObject([{ orderId: placed.body.id }]);
    expect(await contextsThatName(customerId)).toEqual(["customers", "ordering"]);
    await expectNowhere();

    await server.ask(`POST ${orderPath}/cancel`, { body: { reason: "changed my mind" } });
    await eventually("it is cancelled", async () => (await statusOf(orderPath)) === "Cancelled");
    const erased = await server.ask(`DELETE ${path}`);
    expect([erased.status, erased.body.status], erased.text).toEqual([200, "Erased"]);
    await eraseGuest(guest.body.id);
    await expectNowhere();

    await expectSealedForEver(customerId);
    await expectSealedForEver(guest.body.id);
    const guestPath = `/v1/orders/${guest.body.id}`;
    const paths = [path, `${path}/export`, orderPath, `${orderPath}/history`, guestPath, `${guestPath}/history`, "/v1/customers"];
    for (const one of [...paths, "/v1/ops/audit"]) {
      const { text, status } = await server.ask(`GET ${one}`);
      expect(status).toBe(200);
      for (const word of words) expect(text, one).not.toContain(word);
    }
    const again = await server.ask("POST /v1/orders", { body: { ...order, customerId } });
    expect([again.status, again.body.code]).toEqual([409, "PersonIsErased"]);
  });
});

interface SealedPart {
  readonly sealed: string;
  readonly subject: string;
}

const sealedIn = (value: unknown): readonly SealedPart[] => {
  if (typeof value !== "object" || value === null) return [];
  if ("sealed" in value && "subject" in value) return [value as SealedPart];
  return Object.values(value).flatMap(sealedIn);
};
