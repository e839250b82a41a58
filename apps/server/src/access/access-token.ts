import { createHmac, timingSafeEqual } from "node:crypto";

/** Opens one thing of one kind to whoever holds its token. */
export interface AccessTokens {
  /** The thing's token: always the same, and nowhere stored. */
  of(merchant: string, id: string): string;
  opens(merchant: string, id: string, token: string): boolean;
}

export const createOrderTokens = (secret: Uint8Array): AccessTokens => tokensOf("order", secret);
export const createCustomerTokens = (secret: Uint8Array): AccessTokens => tokensOf("customer", secret);
export const createCartTokens = (secret: Uint8Array): AccessTokens => tokensOf("cart", secret);

/** With which a payment provider signs what it tells by itself: the same in all processes, and nowhere stored. */
export const webhookSecretOf = (provider: string, secret: Uint8Array): string =>
  createHmac("sha256", secret).update(`webhooks/${provider}`).digest("base64url");

/** HMAC-SHA-256 over kind, merchant and id, under a secret that all processes share. */
const tokensOf = (kind: "cart" | "customer" | "order", secret: Uint8Array): AccessTokens => {
  const macOf = (merchant: string, id: string): Buffer => createHmac("sha256", secret).update(`${kind}/${merchant}/${id}`).digest();
  return {
    of: (merchant, id) => macOf(merchant, id).toString("base64url"),
    opens: (merchant, id, token) => {
      const expected = macOf(merchant, id);
      const given = Buffer.from(token, "base64url");
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
};
