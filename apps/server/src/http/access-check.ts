import type { Caller } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import type { Access } from "../access/access.ts";
import type { Permitted } from "../access/permissions.ts";
import { RequestRefused } from "./request-refused.ts";

/** What of a request says who asks. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly merchant?: string | undefined;
}

/**
 * Who asks, if they may use what these roles may.
 * @throws RequestRefused (KeyIsMissing, KeyIsNotValid, RoleMayNot, MerchantIsMalformed, MerchantIsNotYours)
 */
export const callerOf = async (access: Access, permitted: Exclude<Permitted, "anyone">, credentials: Credentials): Promise<Caller> => {
  const { authorization, merchant } = credentials;
  if (authorization === undefined) throw new RequestRefused("KeyIsMissing", { detail: howTo }, { "www-authenticate": challenge });
  const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
  const caller = token === undefined ? null : await access.authenticate(token);
  if (caller === null) throw new RequestRefused("KeyIsNotValid", {}, { "www-authenticate": `${challenge}, error="invalid_token"` });
  if (!permitted.includes(caller.role)) throw new RequestRefused("RoleMayNot", { role: caller.role, allowed: permitted });
  return merchant === undefined ? caller : { ...caller, merchant: merchantFor(caller, merchant) };
};

const challenge = 'Bearer realm="waybill"';
const howTo = "Send a key: Authorization: Bearer wb_…";

/** Only who runs the whole platform, an admin of the default merchant, may act for another one. */
const merchantFor = ({ role, merchant: own }: Caller, text: string): MerchantId => {
  const merchant = MerchantId.parse(text);
  if (merchant === null) throw new RequestRefused("MerchantIsMalformed");
  const mayNameAny = role === "admin" && own === MerchantId.default;
  if (merchant !== own && !mayNameAny) throw new RequestRefused("MerchantIsNotYours", { merchantId: own });
  return merchant;
};
