import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { describeKeyVault } from "../testing/key-vault-contract.ts";
import { testDatabase } from "../testing/postgres.ts";
import { createPostgresKeyVault } from "./key-vault.ts";
import { prepareKeyVaultSchema } from "./log-schema.ts";

const database = testDatabase();

const freshVaults = async () => {
  const schema = `vault_${randomBytes(6).toString("hex")}`;
  await prepareKeyVaultSchema(database.sql, schema);
  return [createPostgresKeyVault(database.sql, schema), createPostgresKeyVault(database.sql, schema)] as const;
};

describeKeyVault("on PostgreSQL", freshVaults);

describe("a key vault on PostgreSQL", () => {
  it("gives all who meet a new person at once the same key", async () => {
    const [vault] = await freshVaults();
    const keys = await Promise.all(Array.from({ length: 64 }, () => vault.keyFor("cus_new")));
    expect(new Set(keys.map((key) => Buffer.from(key ?? []).toString("hex"))).size).toBe(1);
  });
});
