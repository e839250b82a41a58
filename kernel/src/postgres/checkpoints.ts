import type { Sql } from "postgres";
import type { Checkpoint, CheckpointMove, Checkpoints, MoveOutcome } from "../checkpoint.ts";
import type { Statement } from "./read-model-sql.ts";
import { orUnavailable } from "./unavailable.ts";

/** Checkpoints in the context's schema, beside its log; tables and functions are in `migrations/0002-following.sql`. */
export const createPostgresCheckpoints = (sql: Sql, schema: string): Checkpoints => ({
  claim: (subscription, epochs, incarnation) =>
    orUnavailable(async () => {
      const partitions = [...epochs.keys()].sort((a, b) => a - b);
      const rows = await sql<CheckpointRow[]>`
        select * from ${sql(`${schema}.claim_checkpoints`)}(
          ${subscription}, ${list(partitions)}::int[], ${list(partitions.map((partition) => epochs.get(partition)))}::bigint[], ${incarnation})`;
      return new Map(rows.map(checkpointOf));
    }),
  move: (subscription, moves) =>
    orUnavailable(() =>
      movedOrFenced(async () => {
        const { text, values } = moveStatement(schema, subscription, moves);
        await sql.unsafe(text, [...values], { prepare: true });
      }),
    ),
  moveAll: (moves) =>
    orUnavailable(() =>
      movedOrFenced(async () => {
        const each = [...moves].map(([subscription, own]) => moveStatement(schema, subscription, own).values);
        const columns = [0, 1, 2, 3, 4].map((column) => each.map((values) => values[column]).join(listSeparator));
        // One row, when all is done: after a failure that comes behind a row the driver (3.4.9) puts a hole into its next answer.
        await sql.unsafe(
          `select count(*) from unnest(${columns.map((_, index) => `string_to_array($${index + 1}, '${listSeparator}')`).join(", ")})
            as moves (subscription, partitions, epochs, starts, ends)
          cross join lateral "${schema}".move_checkpoints(subscription, partitions::int[], epochs::bigint[], starts::bigint[], ends::bigint[])`,
          columns,
          { prepare: true },
        );
      }),
    ),
  read: (subscription, partitions) =>
    orUnavailable(async () => {
      const rows = await sql<
        CheckpointRow[]
      >`select * from ${sql(`${schema}.read_checkpoints`)}(${subscription}, ${list(partitions)}::int[])`;
      return new Map(rows.map(checkpointOf));
    }),
});

/** The compare-and-set as a statement, or as a part of one that does more: when a partition is fenced it fails, and all with it. */
export const moveStatement = (schema: string, subscription: string, moves: readonly CheckpointMove[]): Statement => {
  const ascending = moves.toSorted((a, b) => a.partition - b.partition);
  return {
    text: `select "${schema}".move_checkpoints($1, $2::int[], $3::bigint[], $4::bigint[], $5::bigint[])`,
    values: [
      subscription,
      list(ascending.map(({ partition }) => partition)),
      list(ascending.map(({ epoch }) => epoch)),
      list(ascending.map(({ from }) => from)),
      list(ascending.map(({ to }) => to)),
    ],
  };
};

/** Runs what contains a `moveStatement` and says what became of it. */
export const movedOrFenced = async (work: () => Promise<unknown>): Promise<MoveOutcome> => {
  try {
    await work();
    return "moved";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === fencedCode) return "fenced";
    throw error;
  }
};

/** Between lists of numbers, and between names, which hold none. */
const listSeparator = ";";

/** What `move_checkpoints` raises. */
const fencedCode = "WB001";

interface CheckpointRow {
  readonly partition: number;
  readonly epoch: string;
  readonly position: string;
  readonly incarnation: string;
}

const checkpointOf = ({ partition, epoch, position, incarnation }: CheckpointRow): [number, Checkpoint] => [
  partition,
  { epoch: Number(epoch), position: Number(position), incarnation },
];

/** An array of numbers as PostgreSQL reads it. */
const list = (numbers: readonly (number | undefined)[]): string => `{${numbers.join(",")}}`;
