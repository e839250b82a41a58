import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { createPostgresLeases } from "../postgres/leases.ts";
import { Subscription } from "../subscription.ts";
import { Tailer } from "../tailer.ts";
import { quickLimits } from "./following-sample.ts";
import { fateOfThisProcess, mortal } from "./mortal.ts";
import { postingOnPostgres, postingProcess } from "./posting-process.ts";

/**
 * A process that posts letters, and kills itself (SIGKILL) before or after its so-manieth call to the database or the letter-box;
 * never at 0.
 *
 *     node posting-follower.ts URL SCHEMA LEASE_MS DEADLY_MOMENT
 */
const [url = "", schema = "", leaseMs, deadlyMoment] = process.argv.slice(2);
const sql = postgres(url, { max: 6, onnotice: () => undefined });
const fate = fateOfThisProcess(Number(deadlyMoment));
const sound = await postingOnPostgres(sql, schema);
const its = {
  log: mortal(sound.log, "log", fate),
  outside: mortal(sound.outside, "outside", fate),
  checkpoints: mortal(sound.checkpoints, "checkpoints", fate),
  parking: mortal(sound.parking, "parking", fate),
  letters: mortal(sound.letters, "letters", fate),
};
const { handle, retry } = postingProcess(its);
const { log, checkpoints } = its;
const leases = createPostgresLeases(sql, schema, Number(leaseMs));
new Subscription({
  name: "letters",
  log,
  tailer: new Tailer(log),
  checkpoints,
  leases,
  handle,
  overlaps: true,
  limits: quickLimits,
}).start();

for (;;) {
  while (await retry());
  await sleep(20);
}
