import { createHmac, timingSafeEqual } from "node:crypto";

/** Opens one order to whoever holds its token. */
export interface OrderTokens {
  /** The order's token: always the same, and nowhere stored. */
  of(merchant: string, orderId: string): string;
  opens(merchant: string, orderId: string, token: string): boolean;
}

/** HMAC-SHA-256 over merchant and id, under a secret that all processes share. */
export const createOrderTokens = (secret: Uint8Array): OrderTokens => {
  const macOf = (merchant: string, orderId: string): Buffer => createHmac("sha256", secret).update(`order/${merchant}/${orderId}`).digest();
  return {
    of: (merchant, orderId) => macOf(merchant, orderId).toString("base64url"),
    opens: (merchant, orderId, token) => {
      const expected = macOf(merchant, orderId);
      const given = Buffer.from(token, "base64url");
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
};
