import { roles } from "@waybill/contracts/http";
import { instant } from "@waybill/kernel/clock";
import { orUnavailable } from "@waybill/kernel/postgres/unavailable";
import type { Sql } from "postgres";
import { serverLimits } from "../limits.ts";
import type { AuditEntry, AuditStore } from "./audit.ts";

/** The audit in the schema `access`, which `prepareAccessSchema` makes. */
export const createPostgresAudit = (sql: Sql): AuditStore => ({
  add: (entries) =>
    orUnavailable(async () => {
      await sql`insert into access.audit ${sql(entries.map(rowOf), columns)} on conflict do nothing`;
    }),
  list: ({ merchant, keyId, operation, since }, after, limit) =>
    orUnavailable(async () => {
      const rows = await sql<AuditRow[]>`
        select ${sql(columns)} from access.audit
        where merchant = ${merchant}
        ${keyId === undefined ? sql`` : sql`and key_id = ${keyId}`}
        ${operation === undefined ? sql`` : sql`and operation = ${operation}`}
        ${since === undefined ? sql`` : sql`and at >= ${new Date(since)}`}
        ${after === null ? sql`` : sql`and (at, id) < (${new Date(after.at)}, ${after.id})`}
        order by at desc, id desc limit ${limit}`;
      return rows.map(entryOf);
    }),
  forgetBefore: (at) =>
    orUnavailable(async () => {
      const forgotten = await sql`
        delete from access.audit where ctid = any(array(
          select ctid from access.audit where at < ${new Date(at)} limit ${serverLimits.auditForgetBatch}
        ))`;
      return forgotten.count;
    }),
});

const columns = [
  "id",
  "merchant",
  "at",
  "key_id",
  "key_name",
  "role",
  "operation",
  "method",
  "path",
  "address",
  "agent",
  "keyed",
  "status",
  "code",
  "position",
  "replayed",
  "correlation",
] as const;

type AuditRow = Pick<
  AuditEntry,
  "address" | "agent" | "code" | "correlation" | "id" | "merchant" | "method" | "operation" | "path" | "position" | "status"
> & {
  readonly at: Date;
  readonly key_id: string;
  readonly key_name: string;
  readonly role: string;
  readonly keyed: boolean;
  readonly replayed: boolean;
};

const rowOf = ({ at, keyId, keyName, isKeyed, isReplayed, ...same }: AuditEntry): AuditRow => ({
  ...same,
  at: new Date(at),
  key_id: keyId,
  key_name: keyName,
  keyed: isKeyed,
  replayed: isReplayed,
});

const entryOf = ({ at, key_id, key_name, keyed, replayed, ...same }: AuditRow): AuditEntry => {
  const role = roles.find((known) => known === same.role);
  if (role === undefined) throw new Error(`the audit's ${same.role} was not written by this version`);
  return { ...same, role, at: instant(at.getTime()), keyId: key_id, keyName: key_name, isKeyed: keyed, isReplayed: replayed };
};
