import { parsedText } from "@waybill/contracts/http";

/** Where something is parked. */
export interface ParkedPlace {
  readonly context: string;
  readonly subscription: string;
  readonly key: string;
}

/** A place as one word for a path. */
export const parkedIdOf = ({ context, subscription, key }: ParkedPlace): string =>
  Buffer.from(JSON.stringify([context, subscription, key])).toString("base64url");

/** Null for what is no such word. */
const placeOf = (id: string): ParkedPlace | null => {
  const place = jsonIn(Buffer.from(id, "base64url").toString("utf8"));
  if (!Array.isArray(place) || place.length !== 3 || !place.every((part) => typeof part === "string")) return null;
  const [context = "", subscription = "", key = ""] = place;
  return { context, subscription, key };
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const ParkedText = parsedText("the id of a parked key", placeOf, {
  maxLength: 350,
  examples: [parkedIdOf({ context: "ordering", subscription: "hears_billing", key: "saga-fulfil-order/ord_01h455vb4pex5vsknk084sn02q" })],
});
