import { exactly } from "@waybill/contracts/http";
import Type, { type Static } from "typebox";
import { statusOf } from "./problem-status.ts";

/** Every error of this API (RFC 9457). Facts of the refusal stand beside these. */
export const ProblemJson = Type.Object(
  {
    type: Type.String({ description: "urn:waybill:problem: and the code", examples: ["urn:waybill:problem:OrderIsCompleted"] }),
    title: Type.String({ description: "The code as a sentence" }),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: "What a program should look at", examples: ["OrderIsCompleted"] }),
    instance: Type.String({ description: "The path that was asked" }),
    errors: Type.Optional(
      Type.Array(
        exactly({
          in: Type.Union([Type.Literal("body"), Type.Literal("path"), Type.Literal("query")]),
          pointer: Type.String({ description: "JSON pointer (RFC 6901) into that part" }),
          message: Type.String(),
        }),
        { description: "What is wrong, and where" },
      ),
    ),
  },
  { title: "Problem", description: "RFC 9457, with the facts of the refusal beside these fields" },
);
export type Problem = Static<typeof ProblemJson>;

/** What stands behind a problem: a code and whatever a caller can act on. */
export interface Reason {
  readonly code: string;
  readonly detail?: string;
  readonly [fact: string]: unknown;
}

/** `instance` is the path that was asked, without its query: that may hold what is not for a log. */
export const problemOf = ({ code, detail, ...facts }: Reason, instance: string): Problem => {
  const problem = {
    type: `urn:waybill:problem:${code}`,
    title: sentenceOf(code),
    status: statusOf(code),
    detail: detail ?? detailOf(code, facts),
    code,
    instance,
  };
  // Twice, so that it comes first for whoever reads it, and no fact stands in its place.
  return { ...problem, ...facts, ...problem };
};

/** `OrderIsOnItsWay` → `Order is on its way`. */
const sentenceOf = (code: string): string => {
  const words = code.replace(/([a-z])(?=[A-Z])/g, "$1 ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** `Payments do not add up (due 4497, given 4000).` */
const detailOf = (code: string, facts: Readonly<Record<string, unknown>>): string => {
  const told = Object.entries(facts).flatMap(([name, fact]) => {
    const text = Array.isArray(fact) && fact.every((one) => typeof one !== "object") ? fact.join(", ") : fact;
    return typeof text === "object" ? [] : [`${name} ${text}`];
  });
  return `${sentenceOf(code)}${told.length > 0 ? ` (${told.join("; ")})` : ""}.`;
};
