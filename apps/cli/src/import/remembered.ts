import { CannotGoOn } from "../cannot-go-on.ts";

/**
 * A set of texts that refuses to outgrow memory.
 * @param what named in the message when there are more than `limit`
 */
export const remembered = (what: string, limit: number) => {
  const texts = new Set<string>();
  return {
    has: (text: string): boolean => texts.has(text),
    /** @throws CannotGoOn when it is full. */
    add: (text: string): void => {
      if (texts.has(text)) return;
      if (texts.size >= limit) throw new CannotGoOn(`The file has more than ${limit} ${what}. Split it and import the parts one by one.`);
      texts.add(detached(text));
    },
    get size() {
      return texts.size;
    },
  };
};

export type Remembered = ReturnType<typeof remembered>;

/** A copy that stands alone: a piece cut from a text keeps the whole text in memory (V8 does so from 13 characters on). */
export const detached = (text: string): string => Buffer.from(text).toString();
