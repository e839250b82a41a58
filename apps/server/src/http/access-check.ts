import type { Caller } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "../access/access.ts";
import type { Permitted } from "../access/permissions.ts";
import type { RateLimiting } from "./rate-limiting.ts";
import { RequestRefused } from "./request-refused.ts";

/** A request that wants to come in, and whom its operation lets in. */
export interface Entrant {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly permitted: Exclude<Permitted, "anyone">;
}

/** What the frame asks about whoever comes. */
export interface Entrance {
  readonly access: Access;
  readonly rates: RateLimiting;
}

/**
 * Who asks, if they may use what these roles may, and do not ask too often.
 * @throws RequestRefused (KeyIsMissing, KeyIsNotValid, RateLimitIsReached, RoleMayNot, MerchantIsMalformed, MerchantIsNotYours)
 */
export const admit = async (entrant: Entrant, entrance: Entrance): Promise<Caller> => {
  const { permitted, request } = entrant;
  const caller = await callerOf(entrant, entrance);
  if (!permitted.includes(caller.role)) throw new RequestRefused("RoleMayNot", { role: caller.role, allowed: permitted });
  const merchant = request.headers["waybill-merchant"]?.toString();
  return merchant === undefined ? caller : { ...caller, merchant: merchantFor(caller, merchant) };
};

/** Whoever shows a valid key is counted by it, everybody else by where they come from. */
const callerOf = async ({ request, reply }: Entrant, { access, rates }: Entrance): Promise<Caller> => {
  const { authorization } = request.headers;
  const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? "") ?? [];
  if (token !== undefined) rates.admitToken(token, request.ip, reply);
  const caller = token === undefined ? null : await access.authenticate(token);
  if (caller === null || token === undefined) {
    rates.admitStranger(request.ip, reply);
    throw authorization === undefined ? keyIsMissing() : keyIsNotValid();
  }
  rates.admitCaller({ caller, token }, request.ip, reply);
  return caller;
};

const challenge = 'Bearer realm="waybill"';
const keyIsMissing = (): RequestRefused =>
  new RequestRefused("KeyIsMissing", { detail: "Send a key: Authorization: Bearer wb_…" }, { "www-authenticate": challenge });
const keyIsNotValid = (): RequestRefused =>
  new RequestRefused("KeyIsNotValid", {}, { "www-authenticate": `${challenge}, error="invalid_token"` });

/** Only who runs the whole platform, an admin of the default merchant, may act for another one. */
const merchantFor = ({ role, merchant: own }: Caller, text: string): MerchantId => {
  const merchant = MerchantId.parse(text);
  if (merchant === null) throw new RequestRefused("MerchantIsMalformed");
  const mayNameAny = role === "admin" && own === MerchantId.default;
  if (merchant !== own && !mayNameAny) throw new RequestRefused("MerchantIsNotYours", { merchantId: own });
  return merchant;
};
