import {
  type Answer,
  exactly,
  InstantText,
  idText,
  orNull,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  roles,
  route,
} from "@waybill/contracts/http";
import { KeyId } from "@waybill/contracts/vocabulary";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import Type, { type Static } from "typebox";
import { serverLimits } from "../limits.ts";
import type { AuditEntry } from "./audit.ts";
import type { AuditTrail } from "./audit-trail.ts";

const KeyIdText = idText(KeyId, "key_01h455vb4pex5vsknk084sn02q");

const AuditEntryJson = exactly(
  {
    at: InstantText,
    keyId: Type.String({ examples: ["key_01h455vb4pex5vsknk084sn02q"] }),
    keyName: Type.String({ description: "What the key was called then", examples: ["the till in the shop"] }),
    role: Type.Enum([...roles], { title: "Role" }),
    operation: Type.String({ description: "As this description calls it", examples: ["putProduct"] }),
    method: Type.String({ examples: ["PUT"] }),
    path: Type.String({ description: "Without its query", examples: ["/v1/products/85123A"] }),
    address: Type.String({ description: "Where it came from; of a storefront's key only the network", examples: ["192.0.2.7"] }),
    agent: orNull(Type.String({ description: "`User-Agent`", examples: ["till/1.2"] })),
    idempotencyKey: Type.Boolean({ description: "Whether there was one" }),
    replayed: Type.Boolean({ description: "Whether an earlier request with this Idempotency-Key had done it" }),
    status: Type.Integer({ examples: [200] }),
    code: orNull(Type.String({ description: "Of the refusal", examples: ["RoleMayNot"] })),
    position: orNull(
      Type.String({
        description: "Where it was recorded, as `Waybill-Position` said",
        examples: ["catalog/0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01/12@3456"],
      }),
    ),
    correlation: Type.String({ description: "That of the events that followed from it, and the id of its trace" }),
  },
  { title: "AuditEntry" },
);

/** What was asked for in the caller's merchant's name, and by whom. */
export const auditRoutes = (trail: Pick<AuditTrail, "list">): readonly Route[] => [listAudit(trail)];

const listAudit = (trail: Pick<AuditTrail, "list">): Route =>
  route({
    operation: "listAudit",
    method: "GET",
    path: "/v1/ops/audit",
    summary: "What staff, operators and admins asked for, and what others were forbidden; newest first",
    description: "Commands over HTTP, done and refused, for thirteen months. What they said is not in it: that is in the events.",
    query: pageQuery({
      keyId: Type.Optional(KeyIdText),
      operation: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: serverLimits.operationChars,
          description: "What was asked for, as this description calls it",
          examples: ["putProduct"],
        }),
      ),
      since: Type.Optional(InstantText),
    }),
    answers: { 200: pageOf(AuditEntryJson, "AuditPage") },
    refusals: ["CursorIsMalformed"],
    handle: async ({ query: { keyId, operation, since, limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const filter = {
        merchant,
        ...(keyId === undefined ? {} : { keyId }),
        ...(operation === undefined ? {} : { operation }),
        ...(since === undefined ? {} : { since }),
      };
      const page = await readPage<AuditEntry>(
        { scope: ["audit", merchant, keyId ?? "", operation ?? "", String(since ?? "")], limit, cursor },
        {
          keyOf: ({ at, id }) => [at, id],
          read: (after, count) =>
            trail.list(filter, after === null ? null : { at: instant(Number(after[0])), id: String(after[1]) }, count),
        },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map(entryJson), next: page.next } };
    },
  });

const entryJson = ({ id: _, merchant: __, at, isKeyed, isReplayed, ...told }: AuditEntry): Static<typeof AuditEntryJson> => ({
  ...told,
  at: isoFromInstant(at),
  idempotencyKey: isKeyed,
  replayed: isReplayed,
});
