import type { Brand } from "@waybill/kernel/brand";
import { vocabularyLimits } from "./limits.ts";

/** The id that another system (a shop, a till, an older platform) gave the same thing. */
export type ExternalId = Brand<string, "ExternalId">;

/** Null when it is empty or too long, begins or ends with a space, or holds control or format characters. */
export const parseExternalId = (text: string): ExternalId | null => (isExternalId(text) ? text : null);

const isExternalId = (text: string): text is ExternalId =>
  text.length >= 1 &&
  text.length <= vocabularyLimits.externalIdCharacters &&
  text.trim() === text &&
  !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
