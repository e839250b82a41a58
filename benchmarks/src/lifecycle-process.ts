import { once } from "node:events";
import postgres from "postgres";
import { runLifecycle } from "./lifecycle-run.ts";

// One of several processes of the `processes` benchmark: says that it is ready, waits for a word, works, and ends.
const job: { readonly url: string; readonly schema: string; readonly orders: number; readonly callers: number } = JSON.parse(
  process.argv[2] ?? "",
);
const sql = postgres(job.url, { max: 4, onnotice: () => undefined });
// As warm as a server that has been up for a while: the first thousands of orders are interpreted, not compiled.
await runLifecycle(sql, job.schema, { orders: 4_000, callers: job.callers });
console.log("ready");
await once(process.stdin, "data");
await runLifecycle(sql, job.schema, job);
await sql.end();
process.exit(0);
