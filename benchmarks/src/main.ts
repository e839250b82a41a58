import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";
import { confirm } from "./confirm.ts";
import { follow } from "./follow.ts";
import { growth } from "./growth.ts";
import { hotSku } from "./hot-sku.ts";
import { hotStream } from "./hot-stream.ts";
import { http } from "./http.ts";
import { importBench } from "./import.ts";
import { lifecycle } from "./lifecycle.ts";
import { processes } from "./processes.ts";
import { soak } from "./soak.ts";
import { tracing } from "./tracing.ts";

const benches: Readonly<Record<string, Bench>> = {
  lifecycle,
  "hot-stream": hotStream,
  "hot-sku": hotSku,
  processes,
  growth,
  follow,
  http,
  confirm,
  soak,
  import: importBench,
  tracing,
};

const usage = `npm run bench -- <name> [--concurrency C] [--orders N] [--events N,N,…] [--minutes N] [--file FILE] [--json]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

Each run brings its own PostgreSQL in a temporary folder, fsync on. With --json the last line of the output is one JSON object.`;

const wholeNumbers = (text: string): number[] =>
  text.split(",").map((part) => {
    const value = Number(part);
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`not a whole number above zero: ${part}`);
    return value;
  });

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: "string", default: "512" },
    orders: { type: "string" },
    events: { type: "string", default: "10000,1000000,10000000" },
    minutes: { type: "string", default: "1" },
    file: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const bench = benches[name];
if (bench === undefined) {
  console.error(usage);
  process.exit(2);
}
const figures = await bench.run({
  concurrency: wholeNumbers(values.concurrency)[0] ?? 512,
  orders: values.orders === undefined ? null : (wholeNumbers(values.orders)[0] ?? null),
  events: wholeNumbers(values.events),
  minutes: wholeNumbers(values.minutes)[0] ?? 1,
  file: values.file ?? null,
  say: (line) => console.error(line),
});
const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
if (values.json) console.log(JSON.stringify({ bench: name, ...figures, machine }));
else console.table({ ...figures, machine: `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}` });
