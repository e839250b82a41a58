import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";
import type { Erasure, ErasureStanding, KeyVault } from "../sealed.ts";

/** Keys in the table `subject_key` of `schema` (key-vault-migrations). Its own database settings keep keys and data apart in production. */
export const createPostgresKeyVault = (sql: Sql, schema: string): KeyVault => {
  const table = sql(`${schema}.subject_key`);
  const existing = async (subject: string): Promise<Uint8Array | null | undefined> => {
    const [row] = await sql<{ key: Uint8Array | null }[]>`select key from ${table} where subject = ${subject}`;
    return row === undefined ? undefined : row.key;
  };
  const standing = async (subject: string) => {
    const [row] = await sql<
      StandingRow[]
    >`select key is null as gone, is_closed as closed, erasure from ${table} where subject = ${subject}`;
    return row ?? { gone: false, closed: false, erasure: 0 };
  };
  const standingOf = async ({ subject, attempt }: Erasure): Promise<ErasureStanding> => {
    const { gone, closed, erasure } = await standing(subject);
    if (gone) return "dropped";
    return closed && erasure === attempt ? "closed" : "over";
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
        on conflict (subject) do update set key = null, is_closed = false, dropped_at = clock_timestamp() where subject_key.key is not null`;
    },
    standing: async (subject) => {
      const { gone, closed } = await standing(subject);
      if (gone) return "dropped";
      return closed ? "closed" : "open";
    },
    close: async (erasure) => {
      const { subject, attempt } = erasure;
      await sql`
        insert into ${table} (subject, key, erasure, is_closed) values (${subject}, ${randomBytes(32)}, ${attempt}, true)
        on conflict (subject) do update set erasure = excluded.erasure, is_closed = true
        where subject_key.key is not null and subject_key.erasure < excluded.erasure`;
      return standingOf(erasure);
    },
    dropClosed: async (erasure) => {
      const { subject, attempt } = erasure;
      await sql`
        update ${table} set key = null, is_closed = false, dropped_at = clock_timestamp()
        where subject = ${subject} and is_closed and erasure = ${attempt}`;
      return standingOf(erasure);
    },
    reopen: async (erasure) => {
      const { subject, attempt } = erasure;
      await sql`
        insert into ${table} (subject, key, erasure) values (${subject}, ${randomBytes(32)}, ${attempt})
        on conflict (subject) do update set erasure = excluded.erasure, is_closed = false
        where subject_key.key is not null and subject_key.erasure <= excluded.erasure`;
      return standingOf(erasure);
    },
  };
};

type StandingRow = { readonly gone: boolean; readonly closed: boolean; readonly erasure: number };
