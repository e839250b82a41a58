import type { Brand } from "@waybill/kernel/brand";
import { vocabularyLimits } from "./limits.ts";

/** What a merchant calls an article, as printed on its shelf: case-sensitive, any script, inner spaces allowed ("BANK CHARGES"). */
export type Sku = Brand<string, "Sku">;

/**
 * The SKU in the one spelling that looks like it (Unicode NFC). Null when it is empty or too long, begins or ends with a
 * space, or holds what cannot be seen: control and format characters, spaces other than the plain one.
 */
export const parseSku = (text: string): Sku | null => {
  const sku = text.normalize("NFC");
  return isSku(sku) ? sku : null;
};

const isSku = (text: string): text is Sku =>
  text.length >= 1 &&
  text.length <= vocabularyLimits.skuCharacters &&
  !unprintable.test(text) &&
  !text.startsWith(" ") &&
  !text.endsWith(" ") &&
  // As a path segment these two mean "here" and "one up": no URL could name the product.
  text !== "." &&
  text !== ".." &&
  encodeURIComponent(text).length <= vocabularyLimits.skuEncodedCharacters;

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** The SKU as a segment of a stream's name or a URL: percent-encoded, without space or slash. */
export const skuSegment = (sku: Sku): string => encodeURIComponent(sku);
