import { testDatabase } from "@waybill/kernel/testing/postgres";
import { describeAuditStore } from "../testing/audit-store-contract.ts";
import { createPostgresAudit } from "./postgres-audit.ts";
import { prepareAccessSchema } from "./postgres-keys.ts";

const database = testDatabase();

describeAuditStore("the audit on PostgreSQL", async () => {
  await prepareAccessSchema(database.sql);
  await database.sql`truncate access.audit`;
  // Two processes on one database.
  return [createPostgresAudit(database.sql), createPostgresAudit(database.sql)];
});
