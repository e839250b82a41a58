import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";
import type { KeyVault } from "../sealed.ts";

/** Keys in the table `subject_key` of `schema` (key-vault-migrations). Its own database settings keep keys and data apart in production. */
export const createPostgresKeyVault = (sql: Sql, schema: string): KeyVault => {
  const table = sql(`${schema}.subject_key`);
  const existing = async (subject: string): Promise<Uint8Array | null | undefined> => {
    const [row] = await sql<{ key: Uint8Array | null }[]>`select key from ${table} where subject = ${subject}`;
    return row === undefined ? undefined : row.key;
  };
  return {
    existingKey: async (subject) => (await existing(subject)) ?? null,
    keyFor: async (subject) => {
      const [row] = await sql<{ key: Uint8Array | null }[]>`
        with made as (
          insert into ${table} (subject, key) values (${subject}, ${randomBytes(32)}) on conflict (subject) do nothing returning key
        )
        select key from made union all select key from ${table} where subject = ${subject}`;
      // No row: another process made the key after this statement began. The first key stays, and both read that one.
      return row === undefined ? ((await existing(subject)) ?? null) : row.key;
    },
    drop: async (subject) => {
      await sql`
        insert into ${table} (subject, key, dropped_at) values (${subject}, null, clock_timestamp())
        on conflict (subject) do update set key = null, dropped_at = clock_timestamp() where subject_key.key is not null`;
    },
  };
};
