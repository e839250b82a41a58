import {
  type Answer,
  type CursorKey,
  exactly,
  InstantText,
  orNull,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  route,
} from "@waybill/contracts/http";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import type { ParkedKey, ParkedKeys } from "@waybill/kernel/parking";
import Type from "typebox";
import type { ContextProcess } from "../context-process.ts";
import { serverLimits } from "../limits.ts";
import type { OpsRefusal } from "./ops-refusal.ts";
import { type ParkedPlace, ParkedText, parkedIdOf } from "./parked-id.ts";

const ParkedJson = exactly(
  {
    id: ParkedText,
    context: Type.String({ examples: ["ordering"] }),
    subscription: Type.String({ examples: ["hears_billing"] }),
    key: Type.String({ description: "What waits in order behind what could not be handled" }),
    item: Type.String({ description: "The first item there: `skip` names it, so that no other is skipped" }),
    waiting: Type.Integer({ minimum: 1, description: "Items that wait, the first one included" }),
    attempts: Type.Integer({ minimum: 0 }),
    failure: orNull(exactly({ fingerprint: Type.String(), error: Type.String() }, { description: "Equal causes have equal fingerprints" })),
    parkedAt: InstantText,
    retryAt: orNull(InstantText),
  },
  { title: "ParkedKey" },
);

const anItem = "saga-fulfil-order billing/0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01/12/3456/0";

const params = exactly({ parkedId: ParkedText });

/** What could not be handled, and what an operator may do about it. Of all merchants: for whoever runs the platform. */
export const parkedRoutes = (processes: readonly ContextProcess[]): readonly Route[] => {
  const parkings = new Map(processes.map(({ own, store }): [string, ParkedKeys] => [own.log.name, store.parking]));
  return [listParked(parkings), retryParkedKey(parkings), skipParkedItem(parkings), redriveParked(parkings)];
};

type Parkings = ReadonlyMap<string, ParkedKeys>;

const listParked = (parkings: Parkings): Route =>
  route({
    operation: "listParked",
    method: "GET",
    path: "/v1/ops/parked",
    summary: "What could not be handled, the longest first",
    description: "Each is tried again by itself for about a quarter of an hour (`retryAt`), and then waits for an operator.",
    query: pageQuery({}),
    answers: { 200: pageOf(ParkedJson, "ParkedPage") },
    handle: async ({ query: { limit, cursor } }): Promise<Answer> => {
      const page = await readPage(
        { scope: ["parked"], limit, cursor },
        { keyOf, read: (key, rows) => parkedAfter(parkings, placeIn(key), rows) },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map(shownOf), next: page.next } };
    },
  });

/** A parked key, of whichever context. */
type ParkedHere = ParkedKey & Pick<ParkedPlace, "context">;
type PlaceInList = Pick<ParkedHere, "context" | "key" | "parkedAt" | "subscription">;

const keyOf = ({ parkedAt, subscription, key, context }: PlaceInList): CursorKey => [parkedAt, subscription, key, context];

const placeIn = (cursor: CursorKey | null): PlaceInList | null => {
  const [parkedAt, subscription, key, context] = cursor ?? [];
  const isTime = typeof parkedAt === "number" && Number.isSafeInteger(parkedAt);
  const isPlace = isTime && typeof subscription === "string" && typeof key === "string" && typeof context === "string";
  return isPlace ? { parkedAt: instant(parkedAt), subscription, key, context } : null;
};

const parkedAfter = async (parkings: Parkings, after: PlaceInList | null, rows: number): Promise<readonly ParkedHere[]> => {
  // One more: at that very place each context may have one, and those that were shown are left out here.
  const wanted = after === null ? {} : { from: after };
  const found = await Promise.all(
    [...parkings].map(async ([context, parking]) => (await parking.list(rows + 1, wanted)).map((one) => ({ ...one, context }))),
  );
  return found
    .flat()
    .sort(byPlace)
    .filter((one) => after === null || byPlace(one, after) > 0)
    .slice(0, rows);
};

const byPlace = (a: PlaceInList, b: PlaceInList): number =>
  a.parkedAt - b.parkedAt || byText(a.subscription, b.subscription) || byText(a.key, b.key) || byText(a.context, b.context);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const shownOf = ({ context, subscription, key, first, waiting, attempts, failure, parkedAt, retryAt }: ParkedHere) => ({
  id: parkedIdOf({ context, subscription, key }),
  ...{ context, subscription, key, item: first.id, waiting, attempts, failure },
  parkedAt: isoFromInstant(parkedAt),
  retryAt: retryAt === null ? null : isoFromInstant(retryAt),
});

const retryParkedKey = (parkings: Parkings): Route =>
  route({
    operation: "retryParkedKey",
    method: "POST",
    path: "/v1/ops/parked/:parkedId/retry",
    summary: "Try a parked key again now, as if for the first time",
    params,
    answers: { 204: null },
    refusals: ["ParkedKeyIsUnknown"],
    handle: async ({ params: { parkedId } }): Promise<Answer> => {
      const { context, subscription, key } = parkedId;
      const isParked = (await parkings.get(context)?.retry(subscription, key)) ?? false;
      return isParked ? done : reject<OpsRefusal>({ code: "ParkedKeyIsUnknown" });
    },
  });

const skipParkedItem = (parkings: Parkings): Route =>
  route({
    operation: "skipParkedItem",
    method: "POST",
    path: "/v1/ops/parked/:parkedId/skip",
    summary: "Leave the first item of a parked key out for good",
    description:
      "What it would have led to never happens; what waits behind it goes on. Who did it first and why is kept. Asked again for the same item, it leaves out nothing else, whatever became the first since.",
    params,
    body: exactly(
      {
        reason: Type.String({ minLength: 1, maxLength: serverLimits.reasonChars, examples: ["the carrier confirmed by phone"] }),
        item: Type.String({ description: "What the list shows as `item`: it is left out if it is still the first", examples: [anItem] }),
      },
      { title: "SkipParkedItem" },
    ),
    example: { reason: "the carrier confirmed by phone", item: anItem },
    answers: { 204: null },
    refusals: ["ParkedKeyIsUnknown", "ItemIsNotTheFirst"],
    handle: async ({ params: { parkedId }, body: { reason, item }, caller }): Promise<Answer> => {
      const parking = parkings.get(parkedId.context);
      if (parking === undefined) return reject<OpsRefusal>({ code: "ParkedKeyIsUnknown" });
      const { subscription, key } = parkedId;
      if (await parking.skip(subscription, { id: item, key }, { reason, by: caller.keyId })) return done;
      const isParked = (await parking.list(1, { subscription, key })).length > 0;
      return reject<OpsRefusal>({ code: isParked ? "ItemIsNotTheFirst" : "ParkedKeyIsUnknown" });
    },
  });

const redriveParked = (parkings: Parkings): Route =>
  route({
    operation: "redriveParked",
    method: "POST",
    path: "/v1/ops/parked/redrive",
    summary: "Try all keys again that wait for an operator because of one cause",
    body: exactly(
      { fingerprint: Type.String({ minLength: 1, maxLength: 64, examples: ["9f2c1b7a4d3e5f60"] }) },
      { title: "RedriveParked" },
    ),
    example: { fingerprint: "9f2c1b7a4d3e5f60" },
    answers: {
      200: exactly(
        { keys: Type.Integer({ minimum: 0, description: "How many are tried again, so many in a second" }) },
        { title: "Redriven" },
      ),
    },
    handle: async ({ body: { fingerprint } }): Promise<Answer> => {
      let keys = 0;
      for (const parking of parkings.values()) {
        for (const subscription of await parking.concerned(fingerprint))
          keys += await parking.redrive(subscription, fingerprint, serverLimits.redrivePerSecond);
      }
      return { kind: "done", status: 200, body: { keys } };
    },
  });

const done: Answer = { kind: "done", status: 204, body: null };
