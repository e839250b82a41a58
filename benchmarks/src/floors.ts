import { newId, newUuid } from "@waybill/kernel/id";
import type { Sql } from "postgres";
import type { Figures } from "./bench.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

const batchRows = 500;
const batches = 200;

/**
 * What the machine can do at all, in the same database and run, with the very rows that the lifecycle writes (table `event`, both its
 * keys, JSON of the average length), but no lock, no version check, no receipt, and nobody who decides anything.
 *
 * - insert floor: one row, one commit, `callers` at once
 * - unnest floor: 500 rows in one INSERT … SELECT unnest, one after the other
 */
export const measureFloors = async (sql: Sql, schema: string, callers: number): Promise<Figures> => {
  const table = sql(`${schema}.floor`);
  await sql`create table ${table} (like ${sql(`${schema}.event`)} including all)`;
  const single = createStopwatch();
  const inserts = callers === 1 ? 2_000 : 20_000;
  const insertSeconds = await withCallers(callers, inserts, async (index) => {
    const { stream, commandId } = row();
    await single.time(
      () => sql`
        insert into ${table} (partition, position, stream, version, type, schema_version, data, metadata, command_id, recorded_at)
        values (${index % 64}, ${index}, ${stream}, 1, 'OrderConfirmed', 1, ${data}::text::json, ${metadata}::text::json, ${commandId}, now())`,
    );
  });
  const unnestSeconds = await withCallers(1, batches, async (batch) => {
    const rows = Array.from({ length: batchRows }, row);
    await sql`
      insert into ${table} (partition, position, stream, version, type, schema_version, data, metadata, command_id, recorded_at)
      select nth % 64, ${inserts + batch * batchRows} + nth, stream, 1, 'OrderConfirmed', 1, ${data}::text::json, ${metadata}::text::json, id, now()
      from unnest(${rows.map(({ stream }) => stream)}::text[], ${rows.map(({ commandId }) => commandId)}::uuid[])
        with ordinality as rows (stream, id, nth)`;
  });
  await sql`drop table ${table}`;
  return {
    insertFloorPerSecond: Math.round(inserts / insertSeconds),
    insertFloorP50Ms: single.p50Ms(),
    unnestFloorStepsPerSecond: Math.round((batches * batchRows) / unnestSeconds),
  };
};

const row = () => ({ stream: `default/order/${newId("ord")}`, commandId: newUuid() });

/** As long as the average event of the lifecycle. */
const data = JSON.stringify({ lines: [{ lineId: 1, quantity: 6 }], at: 1_795_000_000_000, source: "x".repeat(190) });
const metadata = JSON.stringify({ actor: "saga:fulfil-order", correlation: "ord_01h455vb4pex5vsknk084sn02q" });
