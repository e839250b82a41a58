import { limits } from "./limits.ts";

/**
 * `value` as JSON text that every store can hold, or the reason why not: PostgreSQL's jsonb has no NUL and no lone
 * surrogate, and a text beyond `limits.eventBytes` has no business in a log.
 */
export const jsonText = (value: object): string | { readonly unstorable: Unstorable } => {
  const text = JSON.stringify(value);
  // An escape is only looked for where one can be: \u appears in well-formed JSON for control characters and lone surrogates alone.
  if (text.includes("\\u")) {
    if (nulEscape.test(text)) return { unstorable: "NulCharacter" };
    if (surrogateEscape.test(text)) return { unstorable: "LoneSurrogate" };
  }
  if (text.length > limits.eventBytes / 3 && Buffer.byteLength(text) > limits.eventBytes) return { unstorable: "TooLarge" };
  return text;
};

/** Why a plain text could not be part of one that is stored, or null when it could. */
export const textFlaw = (text: string): Unstorable | null => {
  if (text.length > limits.eventBytes) return "TooLarge";
  if (text.includes("\u0000")) return "NulCharacter";
  return text.isWellFormed() ? null : "LoneSurrogate";
};

/** Why a text cannot be stored, or all that a command leads to cannot. */
export type Unstorable = "NulCharacter" | "LoneSurrogate" | "TooLarge" | "TooManyEvents";

const nulEscape = /(?<!\\)(?:\\\\)*\\u0000/;
const surrogateEscape = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;
