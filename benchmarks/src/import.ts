import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Bench, Figures } from "./bench.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const realMonth = join(root, "../shared/data/orders/online-retail-2010-12.csv.gz");

export const importBench: Bench = {
  about: "waybill import orders in process: a month of the UCI Online Retail data, or --file FILE",
  run: async ({ file, say }) => {
    const input = file ?? realMonth;
    if (!existsSync(input)) throw new Error(`${input} is not there: name a file in the format online-retail with --file`);
    const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
    try {
      say(`first run, on an empty database: ${input}`);
      const first = await importOnce(input, folder);
      say("second run: nothing may be placed again");
      const second = await importOnce(input, folder);
      if (second.ordersPlaced !== 0) throw new Error(`the second run placed ${second.ordersPlaced} orders again`);
      return { ...first, secondRunOrdersSkipped: Number(second.ordersSkipped), secondRunSeconds: Number(second.seconds) };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** The command as a user runs it, in a process of its own; what it reports. */
const importOnce = async (file: string, folder: string): Promise<Figures> => {
  const command = ["apps/cli/src/main.ts", "import", "orders", file, "--format", "online-retail", "--json"];
  const child = spawn(process.execPath, [...command, "--rejects", join(folder, "rejects.csv")], {
    cwd: root,
    env: { ...process.env, WAYBILL_DATA: join(folder, "data"), DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const output = await text(child.stdout);
  const code = await exited;
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
};
