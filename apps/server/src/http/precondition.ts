import type { IfVersion } from "@waybill/kernel/if-version";
import { RequestRefused } from "./request-refused.ts";

/** How an aggregate's version is written in `ETag`. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * What `If-Match` ("3", *) or `If-None-Match` (* only) ask of the version.
 * @throws RequestRefused (IfMatchIsMalformed)
 */
export const preconditionOf = (ifMatch: string | undefined, ifNoneMatch: string | undefined): IfVersion => {
  if (ifMatch !== undefined) return { ifVersion: versionIn(ifMatch.trim()) };
  if (ifNoneMatch === undefined) return {};
  if (ifNoneMatch.trim() !== "*") throw malformed("If-None-Match takes * only: create it, unless it exists.");
  return { ifVersion: 0 };
};

const versionIn = (tag: string): number | "any" => {
  if (tag === "*") return "any";
  const [, weak, text] = /^(W\/)?"([\x21\x23-\x7e]*)"$/.exec(tag) ?? [];
  if (text === undefined) throw malformed('If-Match takes one entity tag as ETag gave it, such as "3", or *.');
  // A weak tag never matches (RFC 9110, 13.1.1), and neither does one that we did not give.
  return weak === undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : neverThere;
};

const neverThere = -1;

const malformed = (detail: string): RequestRefused => new RequestRefused("IfMatchIsMalformed", { detail });
