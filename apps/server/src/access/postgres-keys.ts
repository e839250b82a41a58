import { randomBytes } from "node:crypto";
import { roles } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { migrate, readMigrations } from "@waybill/kernel/postgres/migrate";
import { orUnavailable } from "@waybill/kernel/postgres/unavailable";
import type { Sql, TransactionSql } from "postgres";
import type { Key, KeyStore } from "./key.ts";

const schema = "access";

/** Makes or updates the schema `access`. @throws MigrationRefused when it is newer than this code. */
export const prepareAccessSchema = async (sql: Sql): Promise<void> => {
  await migrate(sql, { schema, migrations: await readMigrations(new URL("./migrations/", import.meta.url)) });
};

/** Keys in the schema `access`. */
export const createPostgresKeys = (sql: Sql): KeyStore => ({
  find: (tokenHash) =>
    orUnavailable(async () => {
      const [row] = await sql<KeyRow[]>`select ${sql(columns)} from access.key where token_hash = ${bytesOf(tokenHash)}`;
      return row === undefined ? null : keyOf(row);
    }),
  list: (merchant) =>
    orUnavailable(async () => {
      const rows = await sql<KeyRow[]>`
        select ${sql(columns)} from access.key where merchant = ${merchant} and revoked_at is null order by created_at, id`;
      return rows.map(keyOf);
    }),
  add: (key, tokenHash, limit) =>
    orUnavailable(async () => {
      const added = await sql`
        insert into access.key (id, merchant, role, name, token_hash, created_at)
        select ${key.keyId}, ${key.merchant}, ${key.role}, ${key.name}, ${bytesOf(tokenHash)}, ${new Date(key.createdAt)}
        where (select count(*) from access.key where merchant = ${key.merchant} and revoked_at is null) < ${limit}
        on conflict (id) do nothing`;
      if (added.count === 1) return "added";
      const [known] = await sql`select from access.key where id = ${key.keyId}`;
      return known === undefined ? "full" : "exists";
    }),
  addFirst: (key, tokenHash, alongside) =>
    orUnavailable(() =>
      sql.begin(async (transaction) => {
        await transaction`select pg_advisory_xact_lock(hashtextextended('waybill first key', 0))`;
        const [existing] = await transaction`select from access.key where merchant = ${key.merchant} and role = ${key.role} limit 1`;
        if (existing !== undefined) return false;
        await upsert(transaction, key, tokenHash);
        await alongside();
        return true;
      }),
    ),
  put: (key, tokenHash) => orUnavailable(() => upsert(sql, key, tokenHash)),
  revoke: ({ keyId, merchant }, at) =>
    orUnavailable(async () => {
      const revoked = await sql`
        update access.key set revoked_at = coalesce(revoked_at, ${new Date(at)}) where id = ${keyId} and merchant = ${merchant}`;
      return revoked.count === 1;
    }),
  used: (uses) =>
    orUnavailable(async () => {
      // In the order of their ids, so that two processes never wait for each other in a circle.
      for (const [keyId, at] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
        await sql`update access.key set last_used_at = greatest(last_used_at, ${new Date(at)}) where id = ${keyId}`;
      }
    }),
  secret: () =>
    orUnavailable(async () => {
      await sql`insert into access.secret (bytes) values (${randomBytes(32)}) on conflict do nothing`;
      const [row] = await sql<{ bytes: Uint8Array }[]>`select bytes from access.secret`;
      if (row === undefined) throw new Error("the secret in schema access was deleted while it was read");
      return row.bytes;
    }),
});

const columns = ["id", "merchant", "role", "name", "created_at", "last_used_at", "revoked_at"] as const;

interface KeyRow {
  readonly id: string;
  readonly merchant: string;
  readonly role: string;
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const upsert = async (sql: Sql | TransactionSql, key: Key, tokenHash: string): Promise<void> => {
  await sql`
    insert into access.key (id, merchant, role, name, token_hash, created_at)
    values (${key.keyId}, ${key.merchant}, ${key.role}, ${key.name}, ${bytesOf(tokenHash)}, ${new Date(key.createdAt)})
    on conflict (id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at, revoked_at = null`;
};

const keyOf = (row: KeyRow): Key => {
  const keyId = KeyId.parse(row.id);
  const merchant = MerchantId.parse(row.merchant);
  const role = roles.find((known) => known === row.role);
  if (keyId === null || merchant === null || role === undefined) {
    throw new Error(`key ${row.id} (${row.role} of ${row.merchant}) was not written by this version`);
  }
  const at = (date: Date | null) => (date === null ? null : instant(date.getTime()));
  const { name, created_at, last_used_at, revoked_at } = row;
  const createdAt = instant(created_at.getTime());
  return { keyId, merchant, role, name, createdAt, lastUsedAt: at(last_used_at), revokedAt: at(revoked_at) };
};

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, "hex");
