import { STATUS_CODES } from "node:http";
import { ProblemJson, problemOf } from "../problem.ts";
import { type KnownCode, statusOf } from "../problem-status.ts";
import { asksFor, type Described, isForAnyone, isWatched } from "./described.ts";
import { headerReferences, problemHeaders } from "./headers.ts";

/** What the frame around every route may refuse, and for which routes. */
const frameRefusals: readonly { readonly codes: readonly KnownCode[]; readonly of: (route: Described) => boolean }[] = [
  {
    codes: [
      "ExpectationIsNotMet",
      "HeadersAreTooLarge",
      "HeadersAreTooMany",
      "RequestIsMalformed",
      "RequestTookTooLong",
      "UrlIsTooLong",
      "UnexpectedFault",
    ],
    of: () => true,
  },
  { codes: ["Overloaded", "RateLimitIsReached"], of: (route) => !isWatched(route) },
  {
    codes: ["KeyIsMissing", "KeyIsNotValid", "RoleMayNot", "MerchantIsMalformed", "MerchantIsNotYours", "DatabaseIsAway"],
    of: (route) => !isForAnyone(route),
  },
  { codes: ["ServerIsStopping", "TooManyStreams"], of: ({ text }) => text === "text/event-stream" },
  { codes: ["UrlIsMalformed"], of: ({ params }) => params !== undefined },
  { codes: ["AccessTokenIsMissing"], of: (route) => asksFor(route, "accessToken") },
  { codes: ["AnswerIsNotAcceptable"], of: ({ documents }) => documents !== undefined },
  { codes: ["CursorIsMalformed"], of: (route) => asksFor(route, "cursor") },
  {
    codes: ["BodyIsNotJson", "BodyIsNotStorable", "BodyIsTooDeep", "BodyIsTooLarge", "MediaTypeIsNotSupported"],
    // What takes no body may be sent one, too.
    of: ({ method }) => method !== "GET",
  },
  { codes: ["IdempotencyKeyIsMalformed", "IdempotencyKeyReused"], of: (route) => route.method === "POST" && !isForAnyone(route) },
  {
    codes: ["IfMatchIsMalformed", "VersionIsStale", "ConcurrencyConflict"],
    of: (route) => route.method !== "GET" && !isForAnyone(route),
  },
  {
    codes: ["PositionTokenIsMalformed", "PositionIsOfAnotherLog", "ReadModelIsBehind"],
    of: ({ reads }) => reads !== undefined,
  },
];

/** The codes that a caller of this route should expect, by status. */
const expectedProblems = (route: Described): ReadonlyMap<number, readonly string[]> => {
  const framed = frameRefusals.filter(({ of }) => of(route)).flatMap(({ codes }) => codes);
  const codes = [...new Set<string>([...framed, ...(route.refusals ?? [])])].sort();
  const byStatus = Map.groupBy(codes, statusOf);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
};

/** Answers that several operations share, by the name under which the document has them once. */
export type SharedResponses = ReadonlyMap<string, ReturnType<typeof problemResponse>>;

/** Of the answers under one status, the one that most operations have. */
export const sharedProblems = (routes: readonly Described[]): SharedResponses => {
  const byStatus = Map.groupBy(
    routes.flatMap((route) =>
      [...expectedProblems(route)].map(([status, codes]) => ({ status, response: problemResponse(route, status, codes) })),
    ),
    ({ status }) => status,
  );
  return new Map(
    [...byStatus].flatMap(([status, answers]) => {
      const equal = [...Map.groupBy(answers, ({ response }) => JSON.stringify(response)).values()];
      const [most] = equal.sort((one, other) => other.length - one.length);
      return most?.[0] === undefined || most.length === 1 ? [] : [[nameOf(status), most[0].response] as const];
    }),
  );
};

/** `NotFound`. */
const nameOf = (status: number): string => (STATUS_CODES[status] ?? `Status ${status}`).replace(/[^A-Za-z0-9]/g, "");

/** An answer for each status in which a request of this route may be refused; each code is one of its examples. */
export const problemResponses = (route: Described, shared: SharedResponses) =>
  Object.fromEntries(
    [...expectedProblems(route)].map(([status, codes]) => {
      const response = problemResponse(route, status, codes);
      const isShared = JSON.stringify(shared.get(nameOf(status))) === JSON.stringify(response);
      return [status, isShared ? { $ref: `#/components/responses/${nameOf(status)}` } : response];
    }),
  );

const problemResponse = (route: Described, status: number, codes: readonly string[]) => ({
  description: `${STATUS_CODES[status] ?? status}: ${codes.join(", ")}`,
  headers: headerReferences(problemHeaders(route, status)),
  content: {
    "application/problem+json": {
      schema: ProblemJson,
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

/** What is not expected of a route may be answered in the same form. */
export const anyProblem = {
  description: "Any other refusal or fault: its `code` says why",
  content: { "application/problem+json": { schema: ProblemJson } },
};

/** Each code once, as it is answered. */
export const problemExamples = (routes: readonly Described[]) => {
  const codes = new Set(routes.flatMap((route) => [...expectedProblems(route).values()].flat()));
  return Object.fromEntries([...codes].sort().map((code) => [code, exampleOfProblem(code)]));
};

const exampleOfProblem = (code: string) => {
  const value = problemOf({ code }, "/v1/…");
  return { summary: value.title, value };
};
