import type { Plant, Reason } from "./plant.ts";

const room = "contexts/ordering/src/domain";
const compiler = (code: number, says: string): Reason => ({ rule: `TS${code}`, says });

const lamp = `import { accept, type Decider, nothingToDo } from "@waybill/kernel/decider";

type Command = { readonly type: "LightLamp" } | { readonly type: "PutOutLamp" };
type Event = { readonly type: "LampLit" } | { readonly type: "LampPutOut" };
type Lamp = { readonly status: "Dark" | "Lit" };
`;

const lampThat = (decides: string, evolves: string): string => `${lamp}
export const lamp: Decider<Command, Lamp, Event> = {
  initial: { status: "Dark" },
  decide: (command, state) => {
    switch (command.type) {
${decides}
    }
  },
  evolve: (_lamp, event) => {
    switch (event.type) {
${evolves}
    }
  },
};
`;

const lights = `      case "LightLamp":
        return state.status === "Lit" ? nothingToDo : accept({ type: "LampLit" });`;
const putsOut = `      case "PutOutLamp":
        return state.status === "Dark" ? nothingToDo : accept({ type: "LampPutOut" });`;
const lit = `      case "LampLit":
        return { status: "Lit" };`;
const out = `      case "LampPutOut":
        return { status: "Dark" };`;
const whole = lampThat(`${lights}\n${putsOut}`, `${lit}\n${out}`);

const life = (table: string): string => `import type { Life } from "@waybill/kernel/life";

export const lampLife: Life<"Dark" | "Lit", "LampLit" | "LampPutOut"> = ${table};
`;
const wholeLife = life(`{ Dark: { LampLit: "Lit" }, Lit: { LampPutOut: "Dark" } }`);

const ids = (use: string): string => `import type { Brand } from "@waybill/kernel/brand";

type OrderId = Brand<string, "OrderId">;
type CustomerId = Brand<string, "CustomerId">;

const cancel = (id: OrderId): OrderId => id;

${use}
`;
const rightId = ids("export const cancelled = (order: OrderId, _customer: CustomerId): OrderId => cancel(order);");

// Two complaints about one switch that ends without an answer.
const forgotten = [compiler(7030, "Not all code paths return a value"), compiler(2322, "undefined")];
const notAssignable = "is not assignable to";

/** What the compiler holds: every event evolved, every command decided, every status a row, every id its own kind. */
export const types: readonly Plant[] = [
  {
    wall: "event left out of evolve",
    room,
    red: lampThat(`${lights}\n${putsOut}`, lit),
    because: forgotten,
    green: whole,
  },
  {
    wall: "command left out of decide",
    room,
    red: lampThat(lights, `${lit}\n${out}`),
    because: forgotten,
    green: whole,
  },
  {
    wall: "status without a row",
    room,
    red: life(`{ Dark: { LampLit: "Lit" } }`),
    because: compiler(2741, "Property 'Lit' is missing"),
    green: wholeLife,
  },
  {
    wall: "row with an event that nobody knows",
    room,
    red: life(`{ Dark: { LampBroken: "Lit" }, Lit: {} }`),
    because: compiler(2353, "'LampBroken' does not exist"),
    green: wholeLife,
  },
  {
    wall: "step to a status that nobody knows",
    room,
    red: life(`{ Dark: { LampLit: "Bright" }, Lit: {} }`),
    because: compiler(2322, `"Bright"' ${notAssignable}`),
    green: wholeLife,
  },
  {
    wall: "customer's id where an order's is wanted",
    room,
    red: ids("export const cancelled = (_order: OrderId, customer: CustomerId): OrderId => cancel(customer);"),
    because: compiler(2345, `'CustomerId' ${notAssignable} parameter of type 'OrderId'`),
    green: rightId,
  },
  {
    wall: "plain text where an id is wanted",
    room,
    red: ids(`export const cancelled = (_customer: CustomerId): OrderId => cancel("ord_1");`),
    because: compiler(2345, `'string' ${notAssignable} parameter of type 'OrderId'`),
    green: rightId,
  },
  {
    wall: "constant enum",
    room,
    red: "export const enum Status {\n  Open = 1,\n}\n",
    because: compiler(1294, "erasableSyntaxOnly"),
    green: `export type Status = "Open";\n`,
  },
  {
    wall: "import of a package that is not declared",
    room: "contexts/ordering/src",
    red: `export type { Sql } from "postgres";\n`,
    because: compiler(2307, "Cannot find module 'postgres'"),
    green: `export type { Kysely } from "kysely";\n`,
  },
  {
    wall: "import of a context that is not declared",
    room: "apps/cli/src",
    red: `export * from "@waybill/ordering";\n`,
    because: compiler(2307, "Cannot find module '@waybill/ordering'"),
    green: `export { Command } from "commander";\n`,
  },
  {
    wall: "way past a package's door",
    room: "apps/server/src",
    red: `export * from "@waybill/ordering/src/domain/order.ts";\n`,
    because: compiler(2307, "Cannot find module '@waybill/ordering/src/domain/order.ts'"),
    green: `export type { FastifyInstance } from "fastify";\n`,
  },
];

const ports = `import { rm } from "node:fs/promises";
import type { EventLog } from "./event-log.ts";
import type { Sql } from "postgres";
`;

/** Promises that nobody waits for: dropped in each of these ways, and kept in each of those. */
export const promises: Plant = {
  wall: "promise that nobody waits for",
  room: "kernel/src",
  red: `${ports}
export const forget = (log: EventLog, sql: Sql): void => {
  log.append([]);
  log.heads().then((heads) => heads.size);
  rm("file");
  sql\`select 1\`;
};
`,
  because: { rule: "floatingPromise", says: "" },
  green: `${ports}
export const keep = async (log: EventLog, sql: Sql): Promise<unknown> => {
  await log.append([]);
  log.heads().catch(() => undefined);
  void rm("file");
  return sql\`select 1\`;
};
`,
};
