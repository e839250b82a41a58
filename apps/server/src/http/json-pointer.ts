/** A JSON pointer (RFC 6901) to what these steps lead to; empty for the whole. */
export const jsonPointer = (steps: readonly string[]): string =>
  steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
