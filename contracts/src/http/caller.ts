import type { KeyId, MerchantId } from "../ids.ts";

/** What a key may do; which route lets whom in is one table in the server. `storefront` keys are publishable: anybody may hold one. */
export const roles = ["admin", "operator", "staff", "courier", "storefront", "readonly"] as const;
export type Role = (typeof roles)[number];

/** Who asks, and for whom. */
export interface Caller {
  readonly keyId: KeyId;
  readonly role: Role;
  /** Whose data this request sees and changes, and no other's. */
  readonly merchant: MerchantId;
}
