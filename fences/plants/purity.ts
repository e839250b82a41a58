import { globals, house, imports, type Plant } from "./plant.ts";

const room = "contexts/ordering/src/domain";
const given = `import type { Instant } from "@waybill/kernel/clock";\n\nexport const placedAt = (command: { at: Instant; nonce: string }): string => command.nonce + command.at;\n`;
const whole = "export const half = (quantity: number): number => Math.floor(quantity / 2);\n";
const fields = `export const placed = (command: { orderId: string; at: number }) => ({ type: "OrderPlaced", orderId: command.orderId, at: command.at });\n`;
const state = `export const evolve = (order: { total: number }) => ({ ...order, status: "Placed" });\n`;

const chance = house("No chance and no surroundings in a domain");
const fieldByField = house("An event is written field by field");
const impure = (wall: string, code: string, name: string): Plant => ({
  wall: `domain that ${wall}`,
  room,
  red: `export const impure = ${code};\n`,
  because: globals(name),
  green: given,
});
const copied = (wall: string, code: string): Plant => ({
  wall: `domain that ${wall}`,
  room,
  red: `export const placed = (command: { orderId: string; at: number }) => ${code};\n`,
  because: fieldByField,
  green: fields,
});

/** A domain knows neither the time, nor chance, nor the outside world, and keeps of a command only what it names. */
export const purity: readonly Plant[] = [
  impure("asks what time it is", "() => Date.now()", "Date"),
  impure("makes a date", "() => new Date()", "Date"),
  impure("asks what time it is through globalThis", "() => globalThis.Date.now()", "globalThis"),
  impure("reads a stopwatch", "() => performance.now()", "performance"),
  {
    wall: "domain that imports the system's clock",
    room,
    red: `export { systemClock } from "@waybill/kernel/clock";\n`,
    because: imports("Of the clock a domain knows the type Instant"),
    green: given,
  },
  { wall: "domain that throws dice", room, red: "export const impure = () => Math.random();\n", because: chance, green: whole },
  impure("throws dice through globalThis", "() => globalThis.Math.random()", "globalThis"),
  { wall: "domain that hands the dice around", room, red: "export const { random } = Math;\n", because: chance, green: whole },
  {
    wall: "domain that sorts as its surroundings do",
    room,
    red: "export const impure = (names: string[]): string[] => names.toSorted((a, b) => a.localeCompare(b));\n",
    because: chance,
    green: "export const pure = (names: string[]): string[] => names.toSorted();\n",
  },
  {
    wall: "domain that makes a new id",
    room,
    red: `import { OrderId } from "@waybill/contracts/vocabulary";\n\nexport const impure = (): OrderId => OrderId.create();\n`,
    because: chance,
    green: `import { OrderId } from "@waybill/contracts/vocabulary";\n\nexport const pure = (key: string): OrderId => OrderId.derive("default", key);\n`,
  },
  impure("makes a random id", "() => crypto.randomUUID()", "crypto"),
  {
    wall: "domain that imports randomness",
    room,
    red: `export { randomUUID } from "node:crypto";\n`,
    because: imports("no clock, no chance, no I/O"),
    green: given,
  },
  {
    wall: "domain that reads files",
    room,
    red: `export { readFileSync } from "node:fs";\n`,
    because: imports("no clock, no chance, no I/O"),
    green: given,
  },
  {
    wall: "domain that imports when it runs",
    room,
    red: `export const files = () => import("node:fs");\n`,
    because: imports("no clock, no chance, no I/O"),
    green: given,
  },
  impure("calls the network", `() => void fetch("https://example.org")`, "fetch"),
  impure("waits", "(then: () => void) => setTimeout(then, 1000)", "setTimeout"),
  impure("reads its surroundings", "() => process.pid", "process"),
  impure("reads its surroundings through global", "() => global.process", "global"),
  {
    wall: "domain with a class",
    room,
    red: "export class Order {\n  status = 1;\n}\n",
    because: house("No classes in a domain"),
    green: `export type Order = { readonly status: "Placed" };\n`,
  },
  {
    wall: "domain with a default in its switch",
    room,
    red: `export const isOpen = (status: "Open" | "Shut"): boolean => {\n  switch (status) {\n    case "Open":\n      return true;\n    default:\n      return false;\n  }\n};\n`,
    because: house("No default in a domain's switch"),
    green: `export const isOpen = (status: "Open" | "Shut"): boolean => {\n  switch (status) {\n    case "Open":\n      return true;\n    case "Shut":\n      return false;\n  }\n};\n`,
  },
  copied("spreads a command into an event", `({ ...command, type: "OrderPlaced" })`),
  copied("spreads a command", "({ ...command })"),
  copied("assigns a command into an event", `Object.assign({ type: "OrderPlaced" }, command)`),
  copied("puts a command into an event", `({ type: "OrderPlaced", command })`),
  {
    wall: "domain that spreads what is left of a command into an event",
    room,
    red: `export const placed = ({ secret: _, ...rest }: { secret: string; orderId: string }) => ({ type: "OrderPlaced", ...rest });\n`,
    because: fieldByField,
    green: state,
  },
];
