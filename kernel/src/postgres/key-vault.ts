import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";
import { gather } from "../gather.ts";
import type { Erasure, ErasureStanding, KeyVault } from "../sealed.ts";
import { marksFor, textList } from "./text-lists.ts";
import { orUnavailable } from "./unavailable.ts";

/** Keys in the table `subject_key` of `schema` (key-vault-migrations). Its own database settings keep keys and data apart in production. */
export const createPostgresKeyVault = (sql: Sql, schema: string): KeyVault => {
  const table = sql(`${schema}.subject_key`);
  const { existing, made, standing } = lookUps(sql, `"${schema}".subject_key`);
  const standingOf = async ({ subject, attempt }: Erasure): Promise<ErasureStanding> => {
    const { gone, closed, erasure } = await standing(subject);
    if (gone) return "dropped";
    return closed && erasure === attempt ? "closed" : "over";
  };
  return {
    existingKey: async (subject) => (await existing(subject))?.key ?? null,
    // No row: another process made the key after this one had looked. The first key stays, and both read that one.
    keyFor: async (subject) => ((await made(subject)) ?? (await existing(subject)))?.key ?? null,
    drop: async (subject) => {
      await orUnavailable(
        () => sql`
        insert into ${table} (subject, key, dropped_at) values (${subject}, null, clock_timestamp())
        on conflict (subject) do update set key = null, is_closed = false, dropped_at = clock_timestamp() where subject_key.key is not null`,
      );
    },
    standing: async (subject) => {
      const { gone, closed } = await standing(subject);
      if (gone) return "dropped";
      return closed ? "closed" : "open";
    },
    close: async (erasure) => {
      const { subject, attempt } = erasure;
      await orUnavailable(
        () => sql`
        insert into ${table} (subject, key, erasure, is_closed) values (${subject}, ${randomBytes(32)}, ${attempt}, true)
        on conflict (subject) do update set erasure = excluded.erasure, is_closed = true
        where subject_key.key is not null and subject_key.erasure < excluded.erasure`,
      );
      return standingOf(erasure);
    },
    dropClosed: async (erasure) => {
      const { subject, attempt } = erasure;
      await orUnavailable(
        () => sql`
        update ${table} set key = null, is_closed = false, dropped_at = clock_timestamp()
        where subject = ${subject} and is_closed and erasure = ${attempt}`,
      );
      return standingOf(erasure);
    },
    reopen: async (erasure) => {
      const { subject, attempt } = erasure;
      await orUnavailable(
        () => sql`
        insert into ${table} (subject, key, erasure) values (${subject}, ${randomBytes(32)}, ${attempt})
        on conflict (subject) do update set erasure = excluded.erasure, is_closed = false
        where subject_key.key is not null and subject_key.erasure <= excluded.erasure`,
      );
      return standingOf(erasure);
    },
  };
};

/** One subject at a time costs a commit, or a round trip, for each order of a guest: those who ask at once share one. */
const lookUps = (sql: Sql, place: string) => {
  /** Asks once for all subjects; of each comes its row, or `absent`. */
  const together = <Row extends { readonly subject: string }, Absent>(
    text: string,
    absent: Absent,
    more = (_: readonly string[]): string[] => [],
  ) =>
    gather(
      async (asked: readonly string[]): Promise<readonly (Row | Absent)[]> => {
        const subjects = [...new Set(asked)];
        const marks = marksFor(subjects);
        const values = [textList(subjects, marks), marks.separator, marks.absence, ...more(subjects)];
        const rows = await sql.unsafe<Row[]>(text, values, { prepare: true });
        const bySubject = new Map(rows.map((row) => [row.subject, row]));
        return asked.map((subject) => bySubject.get(subject) ?? absent);
      },
      { most: subjectsTogether },
    );
  const wanted = "any(string_to_array($1, $2, $3))";
  return {
    existing: together<KeyRow, null>(`select subject, key from ${place} where subject = ${wanted}`, null),
    standing: together<StandingRow, Omit<StandingRow, "subject">>(
      `select subject, key is null as gone, is_closed as closed, erasure from ${place} where subject = ${wanted}`,
      { gone: false, closed: false, erasure: 0 },
    ),
    /** In order: two processes that make the same keys wait for one another, and never each for the other. */
    made: together<KeyRow, null>(
      `with made as (
        insert into ${place} (subject, key)
        select subject, decode(key, 'hex') from unnest(string_to_array($1, $2, $3), string_to_array($4, ',')) as wanted (subject, key)
        where subject is not null order by subject on conflict (subject) do nothing returning subject, key
      )
      select subject, key from made union all select subject, key from ${place} where subject = ${wanted}`,
      null,
      (subjects) => [keysInHex(subjects.length)],
    ),
  };
};

const subjectsTogether = 256;

/** As a list. The system gives many at once nearly as fast as one. */
const keysInHex = (count: number): string =>
  randomBytes(32 * count)
    .toString("hex")
    .replaceAll(/.{64}(?=.)/g, "$&,");

type KeyRow = { readonly subject: string; readonly key: Uint8Array | null };
type StandingRow = { readonly subject: string; readonly gone: boolean; readonly closed: boolean; readonly erasure: number };
