import Type from "typebox";

/** Where something is parked. */
export interface ParkedPlace {
  readonly context: string;
  readonly subscription: string;
  readonly key: string;
}

/** A place as one word for a path. */
export const parkedIdOf = ({ context, subscription, key }: ParkedPlace): string =>
  Buffer.from(JSON.stringify([context, subscription, key])).toString("base64url");

/** @throws Error for what is no such word: validation turns it into a 400. */
const placeOf = (id: string): ParkedPlace => {
  const place: unknown = JSON.parse(Buffer.from(id, "base64url").toString("utf8"));
  if (!Array.isArray(place) || place.length !== 3 || !place.every((part) => typeof part === "string"))
    throw new Error("is no id of a parked key");
  const [context = "", subscription = "", key = ""] = place;
  return { context, subscription, key };
};

export const ParkedText = Type.Decode(
  Type.String({ pattern: "^[A-Za-z0-9_-]{8,350}$", examples: ["WyJvcmRlcmluZyIsImhlYXJzX2JpbGxpbmciLCJvcmRfMSJd"] }),
  placeOf,
);
