import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Figures } from "./bench.ts";
import { openBenchDatabase } from "./bench-database.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { fillShop } from "./shop-over-http.ts";
import { createSoakCustomers } from "./soak-customers.ts";
import { proveSoak } from "./soak-proof.ts";

/** How often one of the two servers is killed. */
const lifeMs = 60_000;
/** Requests begun each second, in all: two cores do this beside what it leads to, so that memory and not a backlog is looked at. */
const requestsPerSecond = 60;

export const soak: Bench = {
  about: "mixed load for --minutes N, a server killed each minute: nothing acknowledged lost, replays alike, memory flat, all exact",
  run: async ({ minutes, say }) => {
    await using database = await openBenchDatabase(say);
    const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
    const start = (nth: number): Promise<ServerProcess> => startServerProcess(database.url, join(folder, String(nth)));
    // One is killed again and again; the other lives throughout, and shows whether memory grows.
    const servers = [await start(0), await start(1)];
    const nameOf = (nth: number): string => servers[nth % 2]?.url ?? "";
    const customers = createSoakCustomers(nameOf);
    try {
      await fillShop(customers);
      const lives: Figures[] = [];
      const endsAtMs = performance.now() + minutes * 60_000;
      const load = loadUntil(endsAtMs, customers.act);
      for (let life = 1; performance.now() < endsAtMs; life += 1) {
        await sleep(Math.min(lifeMs, Math.max(0, endsAtMs - performance.now())) * 0.9);
        const [mortal, survivor] = servers;
        if (mortal === undefined || survivor === undefined) throw new Error("two servers were started");
        lives.push({ life, survivorRssMb: survivor.rssMb(), mortalRssMb: mortal.rssMb(), ...customers.counts() });
        say(JSON.stringify(lives.at(-1)));
        await mortal.kill();
        servers[0] = await start(0);
      }
      await load;
      const { requests, sentAgain } = customers.counts();
      return { minutes, lives, requests: requests ?? 0, sentAgain: sentAgain ?? 0, ...(await proveSoak(customers, say)) };
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true });
    }
  },
};

const loadUntil = async (endsAtMs: number, act: () => Promise<void>): Promise<void> => {
  const under = new Set<Promise<void>>();
  let failure: unknown = null;
  while (performance.now() < endsAtMs && failure === null) {
    const one: Promise<void> = act()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => under.delete(one));
    under.add(one);
    await sleep(1_000 / requestsPerSecond);
  }
  await Promise.all(under);
  if (failure !== null) throw failure;
};
