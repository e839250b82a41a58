import { testDatabase } from "@waybill/kernel/testing/postgres";
import { describeKeyStore } from "../testing/key-store-contract.ts";
import { createPostgresKeys, prepareAccessSchema } from "./postgres-keys.ts";

const database = testDatabase();

describeKeyStore("keys on PostgreSQL", async () => {
  await prepareAccessSchema(database.sql);
  await database.sql`truncate access.key, access.secret`;
  // Two processes on one database.
  return [createPostgresKeys(database.sql), createPostgresKeys(database.sql)];
});
