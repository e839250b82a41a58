import type { Bench } from "./bench.ts";
import { openBenchDatabase } from "./bench-database.ts";
import { measureHops } from "./follow-hops.ts";
import { measureRebuild } from "./follow-rebuild.ts";

export const follow: Bench = {
  about: "a read model built from 1,000,000 events beside following alone, and saga hops at 1,000 a second, in the same run",
  run: async ({ orders, say }) => {
    await using database = await openBenchDatabase(say);
    const rebuild = await measureRebuild(database, { orders: orders ?? 166_667, say });
    const hops = await measureHops(database, { hopsPerSecond: 1_000, seconds: 15, say });
    return { rebuild, hops };
  },
};
