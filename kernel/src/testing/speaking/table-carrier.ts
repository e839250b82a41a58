import type { Sql } from "postgres";
import type { Carrier } from "../../broker.ts";
import type { Message } from "../../message.ts";

/** A message as it was carried, and what it said was spoken before it. */
export interface Carried {
  readonly id: string;
  readonly partition: number;
  readonly previous: string | null;
}

/** Where relays speak to: a table that keeps whatever is said, as often as it is said, in the order in which it came. */
export const tableCarrier = (
  sql: Sql,
  schema: string,
): Pick<Carrier, "publish"> & { prepare(): Promise<void>; all(): Promise<readonly Carried[]> } => {
  const table = sql(`${schema}.carried`);
  return {
    prepare: async () => {
      await sql`create table ${table} (came bigserial primary key, id text not null, partition integer not null, previous text)`;
    },
    publish: async (messages: readonly Message[]) => {
      await sql`insert into ${table} ${sql(messages.map(({ id, partition, previous }) => ({ id, partition, previous })))}`;
    },
    all: async () => sql<Carried[]>`select id, partition, previous from ${table} order by came`,
  };
};
