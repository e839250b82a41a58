import { serverLimits } from "../limits.ts";
import { jsonPointer } from "./json-pointer.ts";
import { RequestRefused } from "./request-refused.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The JSON in a request's bytes, made of nothing that a log could not store or a careless copy could stumble over.
 * @throws RequestRefused (BodyIsNotJson, BodyIsTooDeep, BodyIsNotStorable) saying where and what.
 */
export const parseJsonBody = (bytes: Uint8Array): unknown => {
  const value = parse(bytes);
  const fault = faultIn(value, 0);
  if (fault === null) return value;
  throw new RequestRefused(fault.code, { errors: [{ in: "body", pointer: jsonPointer(fault.path), message: fault.message }] });
};

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const detail = error instanceof SyntaxError ? `${error.message}.` : "The body is not UTF-8.";
    throw new RequestRefused("BodyIsNotJson", { detail });
  }
};

interface Fault {
  readonly code: "BodyIsNotStorable" | "BodyIsTooDeep";
  readonly message: string;
  readonly path: readonly string[];
}

/** The first thing that cannot be taken, outermost first. Goes no deeper than the limit, so no body can exhaust the stack. */
const faultIn = (value: unknown, depth: number): Fault | null => {
  if (typeof value === "string") return textFault(value);
  if (typeof value === "number") return Number.isFinite(value) ? null : notStorable("is a number beyond all limits");
  if (typeof value !== "object" || value === null) return null;
  if (depth === serverLimits.bodyDepth) {
    return { code: "BodyIsTooDeep", message: `is more than ${serverLimits.bodyDepth} levels deep`, path: [] };
  }
  return Array.isArray(value) ? firstFault(value.keys(), value, depth) : firstFault(Object.keys(value), value, depth);
};

const firstFault = (keys: Iterable<number | string>, holder: object, depth: number): Fault | null => {
  for (const key of keys) {
    const fault = keyFault(String(key)) ?? faultIn(Reflect.get(holder, key), depth + 1);
    if (fault !== null) return { ...fault, path: [String(key), ...fault.path] };
  }
  return null;
};

const keyFault = (key: string): Fault | null => (key === "__proto__" ? notStorable("is a name that is not taken") : textFault(key));

/** What PostgreSQL's text cannot hold. */
export const textFault = (text: string): Fault | null => {
  if (text.includes("\u0000")) return notStorable("holds the character U+0000");
  return text.isWellFormed() ? null : notStorable("holds half of a character (a lone surrogate)");
};

const notStorable = (message: string): Fault => ({ code: "BodyIsNotStorable", message, path: [] });
