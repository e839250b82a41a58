import {
  type Answer,
  type CursorKey,
  exactly,
  InstantText,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  route,
  type StuckThings,
} from "@waybill/contracts/http";
import { type Instant, instant, isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import { serverLimits } from "../limits.ts";

const StuckJson = exactly(
  {
    kind: Type.String({ description: "What it is", examples: ["order"] }),
    id: Type.String({ examples: ["ord_01h455vb4pex5vsknk084sn02q"] }),
    orderId: Type.String({ description: "Whose it is", examples: ["ord_01h455vb4pex5vsknk084sn02q"] }),
    status: Type.String(),
    owner: Type.String({ description: "Whose move it was", examples: ["operator"] }),
    deadlineAt: InstantText,
  },
  { title: "Stuck" },
);

/** What has been where it is for too long, of all contexts, and what an operator can do about one. */
export const stuckRoutes = (all: readonly StuckThings[]): readonly Route[] => [listStuck(all), retryStuck(all), resolveStuck(all)];

const listStuck = (all: readonly StuckThings[]): Route =>
  route({
    operation: "listStuck",
    method: "GET",
    path: "/v1/ops/stuck",
    summary: "What has been where it is for too long, the longest first",
    description: `Of each kind: ${all.map(({ kind }) => kind).join(", ")}.`,
    query: pageQuery({}),
    answers: { 200: pageOf(StuckJson, "StuckPage") },
    reads: all.map(({ reads }) => reads),
    handle: async ({ query: { limit, cursor }, caller: { merchant }, at: now }): Promise<Answer> => {
      const page = await readPage(
        { scope: ["stuck", merchant], limit, cursor },
        {
          keyOf: ({ deadlineAt, id }: Overdue) => [deadlineAt, id],
          read: async (key, rows) => {
            const wanted = { merchant, now, after: placeIn(key), limit: rows };
            const found = await Promise.all(all.map(async ({ kind, overdue }) => (await overdue(wanted)).map((one) => ({ ...one, kind }))));
            return found.flat().sort(longestFirst).slice(0, rows);
          },
        },
      );
      if (page.kind === "refused") return page;
      const items = page.items.map(({ kind, id, orderId, status, owner, deadlineAt }) => {
        return { kind, id, orderId, status, owner, deadlineAt: isoFromInstant(deadlineAt) };
      });
      return { kind: "done", status: 200, body: { items, next: page.next } };
    },
  });

type Overdue = Awaited<ReturnType<StuckThings["overdue"]>>[number] & Pick<StuckThings, "kind">;
type Place = Pick<Overdue, "deadlineAt" | "id">;

const longestFirst = (a: Place, b: Place): number => a.deadlineAt - b.deadlineAt || (a.id < b.id ? -1 : 1);

const placeIn = (key: CursorKey | null): { readonly deadlineAt: Instant; readonly id: string } | null => {
  const [deadlineAt, id] = key ?? [];
  const isPlace = typeof deadlineAt === "number" && Number.isSafeInteger(deadlineAt) && typeof id === "string";
  return isPlace ? { deadlineAt: instant(deadlineAt), id } : null;
};

const retryStuck = (all: readonly StuckThings[]): Route =>
  route({
    operation: "retryStuck",
    method: "POST",
    path: "/v1/ops/stuck/:stuckId/retry",
    summary: "Try again whatever could not be done",
    description:
      "Of an order: everything that is parked for it, in whichever context, as if for the first time. Of a payment: what became of a call is " +
      "looked up at its provider, and what was refused is asked for again.",
    params: paramsOf(all),
    answers: {
      200: exactly({ tried: Type.Integer({ minimum: 0, description: "How many things are tried again" }) }, { title: "Retried" }),
    },
    refusals: refusalsOf(all),
    handle: async ({ params: { stuckId }, ...asked }): Promise<Answer> => thingOf(all, stuckId).retry(asked),
  });

const resolveStuck = (all: readonly StuckThings[]): Route =>
  route({
    operation: "resolveStuck",
    method: "POST",
    path: "/v1/ops/stuck/:stuckId/resolve",
    summary: "Decide what cannot go on by itself",
    description:
      "Only of what the list shows. An order is cancelled for this reason, and what was done for it is taken back. Of a payment, what failed for good stays as it is, a " +
      "customer's time is up, and a dispute that is past the provider's date is lost; what the provider has not answered cannot be decided here.",
    params: paramsOf(all),
    body: exactly(
      { reason: Type.String({ minLength: 1, maxLength: serverLimits.reasonChars, examples: ["the warehouse burnt down"] }) },
      { title: "ResolveStuck" },
    ),
    example: { reason: "the warehouse burnt down" },
    answers: { 200: Type.Union(all.map(({ resolved }) => resolved)) },
    refusals: refusalsOf(all),
    handle: async ({ params: { stuckId }, body: { reason }, ...asked }): Promise<Answer> => thingOf(all, stuckId).resolve(asked, reason),
  });

const paramsOf = (all: readonly StuckThings[]) => {
  const what = `the id of one of these: ${all.map(({ kind }) => kind).join(", ")}`;
  const text = Type.String({ description: what, maxLength: 60, examples: ["ord_01h455vb4pex5vsknk084sn02q"] });
  return exactly({
    stuckId: Type.Refine(
      text,
      (id) => all.some(({ about }) => about(id) !== null),
      () => `must be ${what}`,
    ),
  });
};

/** @throws Error for an id that the schema does not take. */
const thingOf = (all: readonly StuckThings[], id: string) => {
  for (const { about } of all) {
    const thing = about(id);
    if (thing !== null) return thing;
  }
  throw new Error(`${id} is of no kind`);
};

const refusalsOf = (all: readonly StuckThings[]) => all.flatMap(({ refusals }) => refusals);
