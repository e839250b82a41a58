import { type Answer, exactly, InstantText, idText, orNull, pageOf, type Route, roles, route } from "@waybill/contracts/http";
import { KeyId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import Type, { type Static } from "typebox";
import { serverLimits } from "../limits.ts";
import type { Access } from "./access.ts";
import type { AccessRefusal } from "./access-refusal.ts";
import type { Key } from "./key.ts";

const KeyIdText = idText(KeyId, "key_01h455vb4pex5vsknk084sn02q");
const NameText = Type.String({ minLength: 1, maxLength: serverLimits.keyNameChars, examples: ["the till in the shop"] });
const RoleText = Type.Enum([...roles], { title: "Role" });

const keyFields = {
  id: KeyIdText,
  name: NameText,
  role: RoleText,
  merchantId: Type.String(),
  createdAt: InstantText,
  lastUsedAt: orNull(InstantText),
};
const KeyJson = exactly(keyFields, { title: "Key" });
const IssuedKeyJson = exactly(
  { ...keyFields, token: orNull(Type.String({ description: "Shown here and never again: null when the request is replayed" })) },
  { title: "IssuedKey" },
);

/** Keys of the caller's merchant: list, create, revoke. */
export const keyRoutes = (access: Access): readonly Route[] => [listKeys(access), createKey(access), revokeKey(access)];

const listKeys = (access: Access): Route =>
  route({
    operation: "listKeys",
    method: "GET",
    path: "/v1/keys",
    summary: "The keys that open this merchant's data, oldest first",
    answers: { 200: pageOf(KeyJson, "KeyPage") },
    handle: async ({ caller: { merchant } }): Promise<Answer> => {
      const keys = await access.list(merchant);
      return { kind: "done", status: 200, body: { items: keys.map(keyJson), next: null } };
    },
  });

const createKey = (access: Access): Route =>
  route({
    operation: "createKey",
    method: "POST",
    path: "/v1/keys",
    summary: "Make a key",
    description:
      "The token is in this answer and nowhere else. A `storefront` key may be published: it places orders, sets no prices, and records no money.",
    body: exactly({ role: RoleText, name: Type.Optional(NameText) }, { title: "CreateKey" }),
    example: { role: "staff", name: "the till in the shop" },
    answers: { 201: IssuedKeyJson },
    refusals: ["TooManyKeys"],
    handle: async ({ body: { role, name = `${role} key` }, caller: { merchant }, identify }): Promise<Answer> => {
      const wish = { keyId: identify(KeyId), merchant, role, name };
      const issued = await access.issue(wish);
      if (issued.kind === "full") return reject<AccessRefusal>({ code: "TooManyKeys", limit: serverLimits.keysPerMerchant });
      if (issued.kind === "issued") return { kind: "done", status: 201, body: { ...keyJson(issued.key), token: issued.token } };
      // Made by an earlier request with this Idempotency-Key. If it was revoked since, it is as gone as its token.
      const key = (await access.list(merchant)).find(({ keyId }) => keyId === wish.keyId);
      if (key?.role !== role || key.name !== name) return { kind: "keyReused" };
      return { kind: "done", status: 201, body: { ...keyJson(key), token: null }, replayed: true };
    },
  });

const revokeKey = (access: Access): Route =>
  route({
    operation: "revokeKey",
    method: "DELETE",
    path: "/v1/keys/:keyId",
    summary: "Revoke a key",
    description: "Nothing is opened with it from now on; other server processes hear of it within seconds.",
    params: exactly({ keyId: KeyIdText }),
    answers: { 204: null },
    refusals: ["KeyIsUnknown", "KeyIsYourOwn"],
    handle: async ({ params: { keyId }, caller }): Promise<Answer> => {
      if (keyId === caller.keyId) return reject<AccessRefusal>({ code: "KeyIsYourOwn" });
      const revoked = await access.revoke(caller.merchant, keyId);
      return revoked ? { kind: "done", status: 204, body: null } : reject<AccessRefusal>({ code: "KeyIsUnknown" });
    },
  });

const keyJson = ({ keyId, name, role, merchant, createdAt, lastUsedAt }: Key): Static<typeof KeyJson> => ({
  id: keyId,
  name,
  role,
  merchantId: merchant,
  createdAt: isoFromInstant(createdAt),
  lastUsedAt: lastUsedAt === null ? null : isoFromInstant(lastUsedAt),
});
