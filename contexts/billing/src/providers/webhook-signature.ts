import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, instant } from "@waybill/kernel/clock";

/** How old a signed webhook may be, or how far ahead of our clock: a copy that somebody keeps is worth nothing after that. */
const toleranceMs = 300_000;

/** `t=<epoch ms>,v1=<hex HMAC-SHA256 over "t.body">`. */
export const signatureOf = (secret: string, body: string, at: Instant): string => `t=${at},v1=${macOf(secret, body, at)}`;

/** Whether whoever knows the secret signed these very bytes, not too long ago. */
export const isSigned = (
  secret: string,
  { signature, body, at }: { readonly signature: string | null; readonly body: string; readonly at: Instant },
): boolean => {
  const [, time, mac] = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(signature ?? "") ?? [];
  if (time === undefined || mac === undefined) return false;
  const signedAt = instant(Number(time));
  const isRight = timingSafeEqual(Buffer.from(mac, "hex"), Buffer.from(macOf(secret, body, signedAt), "hex"));
  return isRight && Math.abs(at - signedAt) <= toleranceMs;
};

const macOf = (secret: string, body: string, at: Instant): string => createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
