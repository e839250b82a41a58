import type { Caller, IdKind, Incoming, Route } from "@waybill/contracts/http";
import { derivedUuid } from "@waybill/kernel/id";
import { serverLimits } from "../limits.ts";
import { RequestRefused } from "./request-refused.ts";

/** What identifies a request that may be sent again: whose it is, which route, what it names in the path, and its key. */
export type RequestIdentity = readonly string[];

/** Null without a key: such a request is never known again. */
export const identityOf = (
  { method, path }: Pick<Route, "method" | "path">,
  { merchant }: Pick<Caller, "merchant">,
  { params, key }: { readonly params: unknown; readonly key: string | null },
): RequestIdentity | null => (key === null ? null : [merchant, `${method} ${path}`, ...Object.values(Object(params)).map(String), key]);

/** @throws RequestRefused (IdempotencyKeyIsMalformed) */
export const idempotencyKeyOf = (header: string | readonly string[] | undefined): string | null => {
  if (header === undefined) return null;
  if (typeof header !== "string" || !/^[\x20-\x7e]+$/.test(header) || header.length > serverLimits.idempotencyKeyChars) {
    throw new RequestRefused("IdempotencyKeyIsMalformed", {
      detail: `An Idempotency-Key has 1 to ${serverLimits.idempotencyKeyChars} printable ASCII characters.`,
    });
  }
  return header;
};

/** For the command handler: the id by which a retry is known, and what was asked, to notice when something else is. */
export const onceOnly = (
  identity: RequestIdentity,
  asked: unknown,
): Pick<Incoming<unknown, unknown, unknown>["command"], "commandId" | "request"> => ({
  commandId: derivedUuid(...identity),
  request: canonicalJson(asked),
});

/** How ids are made for what a request creates: under a key every retry makes the same one, so that it meets itself. */
export const identifying =
  (identity: RequestIdentity | null) =>
  <Id>(kind: IdKind<Id>): Id =>
    identity === null ? kind.create() : kind.derive(...identity);

/** The same text for the same JSON, in whatever order its fields come. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? "";
