import { setTimeout as sleep } from "node:timers/promises";
import type { Role } from "@waybill/contracts/http";
import type { Clock } from "@waybill/kernel/clock";
import { newUuid } from "@waybill/kernel/id";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access, KeyHolder } from "../access/access.ts";
import type { AuditEntry } from "../access/audit.ts";
import type { AuditTrail } from "../access/audit-trail.ts";
import { serverLimits } from "../limits.ts";
import { addressBlock } from "./address-block.ts";
import { pathOf } from "./rendering.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route is called in the table of who may do what. */
    operation?: string;
  }
}

export interface AuditRequests {
  readonly audit: Pick<AuditTrail, "add">;
  readonly access: Pick<Access, "holder">;
  readonly clock: Clock;
}

/**
 * Writes down what staff, operators and admins ask for, and what anybody was forbidden. Who is answered with a position need not wait
 * for it: the events there say who asked, and keep it. What leaves no event is answered when it is written down, or soon after.
 */
export const auditRequests = (app: FastifyInstance, parts: AuditRequests): void => {
  app.addHook("onSend", async (request, reply, payload) => {
    const code = codeIn(reply, payload);
    if (request.routeOptions.config.operation === undefined || (isRead(request) && !isForbidden(code))) return;
    const isDoneUnseen = reply.statusCode < 300 && reply.getHeader("waybill-position") === undefined;
    const written = writeDown({ request, reply, code, isUrgent: isDoneUnseen }, parts).catch((error: unknown) => {
      request.log.warn({ err: error }, "who asked for this could not be written down");
    });
    if (isDoneUnseen) await Promise.race([written, sleep(serverLimits.auditWaitMs, undefined, { ref: false })]);
  });
};

/** Whose commands are written down. */
const audited: ReadonlySet<Role> = new Set(["admin", "operator", "staff"]);

/** Refusals that say that somebody wanted what is not theirs, whoever it was. */
const forbidden: ReadonlySet<string> = new Set(["MerchantIsNotYours", "MethodIsNotYours", "PriceIsNotYours", "RoleMayNot"]);

const isRead = ({ method }: FastifyRequest): boolean => method === "GET" || method === "HEAD";
const isForbidden = (code: string | null): boolean => code !== null && forbidden.has(code);

interface Answered {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly code: string | null;
  readonly isUrgent: boolean;
}

const writeDown = async (answered: Answered, { audit, access, clock }: AuditRequests): Promise<void> => {
  const { request, code, isUrgent } = answered;
  const at = clock.now();
  const token = request.headers.authorization?.replace(/^Bearer +/i, "").trim();
  const holder = token === undefined ? null : await access.holder(token);
  if (holder === null || !(audited.has(holder.role) || isForbidden(code))) return;
  await audit.add({ ...entryOf(answered, holder), at }, isUrgent ? "now" : undefined);
};

const entryOf = ({ request, reply, code }: Answered, { keyId, merchant, name, role }: KeyHolder): Omit<AuditEntry, "at"> => ({
  id: newUuid(),
  merchant: request.known?.caller.merchant ?? merchant,
  keyId,
  keyName: name,
  role,
  operation: request.routeOptions.config.operation ?? "",
  method: request.method,
  path: pathOf(request.url).slice(0, serverLimits.auditPathChars),
  // A storefront's key is in the hands of the public: who exactly tried is a person's business, from which network is ours.
  address: role === "storefront" ? networkOf(request.ip) : request.ip,
  agent: request.headers["user-agent"]?.slice(0, serverLimits.auditAgentChars) ?? null,
  isKeyed: request.headers["idempotency-key"] !== undefined,
  status: reply.statusCode,
  code,
  position: reply.getHeader("waybill-position")?.toString() ?? null,
  isReplayed: reply.getHeader("idempotency-replayed") === "true",
  correlation: request.id,
});

/** The first 24 bits of an IPv4 address, the first 64 of an IPv6 one. */
const networkOf = (address: string): string => addressBlock(address).replace(/^(\d+\.\d+\.\d+)\.\d+$/, "$1.0/24");

/** The code of a problem, which is text by now. */
const codeIn = (reply: FastifyReply, payload: unknown): string | null => {
  if (reply.statusCode < 400 || typeof payload !== "string") return null;
  const [, code] = /"code":"(\w+)"/.exec(payload) ?? [];
  return code ?? null;
};
