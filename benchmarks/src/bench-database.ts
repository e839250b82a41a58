import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@waybill/kernel/postgres/embedded";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import postgres, { type Sql } from "postgres";

/** A real PostgreSQL in a temporary folder, fsync on, gone afterwards. */
export interface BenchDatabase extends AsyncDisposable {
  readonly url: string;
  readonly sql: Sql;
  readonly postmasterPid: number;
}

export const openBenchDatabase = async (say: (line: string) => void): Promise<BenchDatabase> => {
  const dataDir = await mkdtemp(join(tmpdir(), "waybill-bench-"));
  const server = await startEmbeddedPostgres({ dataDir, log: say });
  const sql = postgres(server.url, { max: 8, onnotice: () => undefined });
  return {
    url: server.url,
    sql,
    postmasterPid: Number(readFileSync(join(dataDir, "cluster", "postmaster.pid"), "utf8").split("\n")[0]),
    [Symbol.asyncDispose]: async () => {
      await sql.end();
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
};

/** A fresh, empty log in a schema of its own. */
export const freshLog = async (sql: Sql, schema: string): Promise<void> => {
  await sql`drop schema if exists ${sql(schema)} cascade`;
  await prepareLogSchema(sql, schema);
  await sql`checkpoint`;
};
