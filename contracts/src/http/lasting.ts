/** The texts of bodies that may be answered again; null before the first time. They live as long as the bodies do. */
const texts = new WeakMap<object, string | null>();

/** Says of a body that it is answered again as it is, whoever holds it, and never changed: then it is written as JSON once. */
export const lasting = <Body extends object>(body: Body): Body => {
  if (!texts.has(body)) texts.set(body, null);
  return body;
};

/** The JSON of an answer's body. */
export const jsonTextOf = (body: unknown): string => {
  if (typeof body !== "object" || body === null) return JSON.stringify(body);
  const before = texts.get(body);
  if (typeof before === "string") return before;
  const text = JSON.stringify(body);
  if (before === null) texts.set(body, text);
  return text;
};
