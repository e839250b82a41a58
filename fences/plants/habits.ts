import { house, type Plant, type Reason } from "./plant.ts";

const anywhere = "contexts/ordering/src/http";
const kernel = "kernel/src";
const one = "export const one = 1;\n";
const lines = (count: number): string => Array.from({ length: count }, (_, n) => `export const line${n} = ${n};\n`).join("");
const body = (count: number): string => `export const long = (n: number): void => {\n${"  n.toFixed();\n".repeat(count)}};\n`;
const nested = (depth: number): string =>
  `export const deep = (on: boolean): void => {\n${"if (on) {\n".repeat(depth)}on.valueOf();\n${"}\n".repeat(depth)}};\n`;

const planted = (wall: string, tests: string, because: Reason): Plant => ({
  wall,
  room: anywhere,
  name: `planted-${wall.replaceAll(" ", "-")}.test.ts`,
  red: `import { describe, expect, ${tests.includes("test(") ? "test" : "it"} } from "vitest";\n\n${tests}`,
  because,
  green: one,
});

/** What style.md asks of every file and a machine can see. */
export const habits: readonly Plant[] = [
  {
    wall: "word of the domain in the kernel",
    room: kernel,
    red: `export const shipped = (parcelCount: number): number => parcelCount;\n`,
    because: house("not one word of the domain"),
    green: "// An order, a parcel: comments may give examples.\nexport const shipped = (itemCount: number): number => itemCount;\n",
  },
  {
    wall: "word of the domain in the kernel's storage",
    room: kernel,
    red: `export const table = "customer_order";\n`,
    because: house("not one word of the domain"),
    green: `export const table = "event";\n`,
  },
  {
    wall: "HTTP status in the kernel",
    room: kernel,
    red: "export const refused = { code: 409 };\n",
    because: house("The kernel knows no HTTP status"),
    green: "export const maxBatchCommands = 500;\n",
  },
  {
    wall: "console in the kernel",
    room: kernel,
    red: `export const say = (): void => console.log("hello");\n`,
    because: { rule: "lint/suspicious/noConsole", says: "console" },
    green: one,
  },
  {
    wall: "context that reads the environment",
    room: anywhere,
    red: "export const port = process.env.PORT;\n",
    because: { rule: "lint/style/noProcessEnv", says: "process.env" },
    green: one,
  },
  {
    wall: "enum",
    room: anywhere,
    red: "export enum Status {\n  Open = 1,\n}\n",
    because: { rule: "lint/style/noEnum", says: "enum" },
    green: `export type Status = "Open";\n`,
  },
  {
    wall: "default export",
    room: anywhere,
    red: "export default 1;\n",
    because: { rule: "lint/style/noDefaultExport", says: "default export" },
    green: one,
  },
  {
    wall: "use of any",
    room: anywhere,
    red: "export const parse = (body: any): unknown => body;\n",
    because: { rule: "lint/suspicious/noExplicitAny", says: "any" },
    green: "export const parse = (body: unknown): unknown => body;\n",
  },
  {
    wall: "assertion outside a brand constructor",
    room: anywhere,
    red: `export const orderId = "ord_1" as \`ord_\${string}\`;\n`,
    because: house("`as` belongs in brand constructors"),
    green: `type OrderId = string & { readonly brand: "OrderId" };\n\nexport const orderId = (text: string): OrderId => {\n  if (text === "") throw new RangeError("empty");\n  return text as OrderId;\n};\n\nexport const sizes = [1, 2] as const;\n`,
  },
  {
    wall: "assertion that something is not null",
    room: anywhere,
    red: "export const first = (items: readonly number[]): number => items[0]!;\n",
    because: { rule: "lint/style/noNonNullAssertion", says: "non-null" },
    green: "export const first = (items: readonly number[]): number => items[0] ?? 0;\n",
  },
  {
    wall: "I… interface",
    room: anywhere,
    red: "export interface IClock {\n  now(): number;\n}\n",
    because: house("No I… interfaces"),
    green: "export interface Item {\n  now(): number;\n}\n",
  },
  { wall: "file named utils", room: anywhere, name: "order-utils.ts", red: one, because: house("No utils, common, helpers"), green: one },
  { wall: "folder named common", room: anywhere, name: "common/one.ts", red: one, because: house("No utils, common, helpers"), green: one },
  {
    wall: "file in camelCase",
    room: anywhere,
    name: "placeOrder.ts",
    red: one,
    because: { rule: "lint/style/useFilenamingConvention", says: "kebab-case" },
    green: one,
  },
  {
    wall: "file of more than 200 lines",
    room: anywhere,
    red: lines(201),
    because: { rule: "lint/style/noExcessiveLinesPerFile", says: "200" },
    green: lines(200),
  },
  {
    wall: "function of more than 50 lines",
    room: anywhere,
    red: body(51),
    because: { rule: "lint/complexity/noExcessiveLinesPerFunction", says: "50" },
    green: body(48),
  },
  {
    wall: "function of more than 3 parameters",
    room: anywhere,
    red: "export const sum = (a: number, b: number, c: number, d: number): number => a + b + c + d;\n",
    because: { rule: "lint/complexity/useMaxParams", says: "3" },
    green: "export const sum = (a: number, b: number, c: number): number => a + b + c;\n",
  },
  {
    wall: "nesting deeper than 3",
    room: anywhere,
    red: nested(4),
    because: { rule: "lint/nursery/noExcessiveNestedBlocks", says: "nest" },
    green: nested(3),
  },
  {
    wall: "switch that forgets a case",
    room: anywhere,
    red: `export const say = (status: "Open" | "Shut", out: string[]): void => {\n  switch (status) {\n    case "Open":\n      out.push("open");\n      break;\n  }\n};\n`,
    because: { rule: "lint/nursery/useExhaustiveSwitchCases", says: "exhaustive" },
    green: `export const say = (status: "Open" | "Shut", out: string[]): void => {\n  switch (status) {\n    case "Open":\n      out.push("open");\n      break;\n    case "Shut":\n      break;\n  }\n};\n`,
  },
  {
    wall: "promise taken for its value",
    room: anywhere,
    red: `const isOpen = async (): Promise<boolean> => true;\n\nexport const say = (): string => (isOpen() ? "open" : "shut");\n`,
    because: { rule: "lint/nursery/noMisusedPromises", says: "Promise" },
    green: `const isOpen = async (): Promise<boolean> => true;\n\nexport const say = async (): Promise<string> => ((await isOpen()) ? "open" : "shut");\n`,
  },
  {
    wall: "type imported as if it were a value",
    room: anywhere,
    red: `import { Instant } from "@waybill/kernel/clock";\n\nexport const same = (at: Instant): Instant => at;\n`,
    because: { rule: "lint/style/useImportType", says: "type" },
    green: `import type { Instant } from "@waybill/kernel/clock";\n\nexport const same = (at: Instant): Instant => at;\n`,
  },
  planted("test that says should", `describe("a sum", () => {\n  it("should add", () => {\n    expect(1 + 1).toBe(2);\n  });\n});\n`, {
    rule: "plugin",
    says: "`it` finishes the sentence",
  }),
  planted("test that runs alone", `describe("a sum", () => {\n  it.only("adds", () => {\n    expect(1 + 1).toBe(2);\n  });\n});\n`, {
    rule: "lint/suspicious/noFocusedTests",
    says: "focus",
  }),
  planted("test called test", `describe("a sum", () => {\n  test("adds", () => {\n    expect(1 + 1).toBe(2);\n  });\n});\n`, {
    rule: "lint/style/useConsistentTestIt",
    says: "it",
  }),
];
