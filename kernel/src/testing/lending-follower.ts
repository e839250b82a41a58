import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { followTimers } from "../follow-timers.ts";
import type { Handle } from "../following.ts";
import { Subscription } from "../subscription.ts";
import { Tailer } from "../tailer.ts";
import { sagaTimekeeper } from "../timekeeper.ts";
import { timersModel } from "../timer.ts";
import { quickLimits } from "./following-sample.ts";
import { heardFrom, lendingOnPostgres } from "./lending-postgres.ts";
import { lendingProcess } from "./lending-process.ts";
import { fateOfThisProcess, mortal } from "./mortal.ts";

/**
 * A process that lends kits, and kills itself (SIGKILL) before or after its so-manieth call to the database; never at 0.
 *
 *     node lending-follower.ts URL SCHEMA LEASE_MS DEADLY_MOMENT
 */
const [url = "", schema = "", leaseMs, deadlyMoment] = process.argv.slice(2);
const sql = postgres(url, { max: 6, onnotice: () => undefined });
const sound = await lendingOnPostgres(sql, schema, Number(leaseMs));

const fate = fateOfThisProcess(Number(deadlyMoment));
const its: typeof sound = {
  log: mortal(sound.log, "log", fate),
  front: mortal(sound.front, "front", fate),
  store: mortal(sound.store, "store", fate),
  desk: mortal(sound.desk, "desk", fate),
  checkpoints: mortal(sound.checkpoints, "checkpoints", fate),
  leases: sound.leases,
  rows: mortal(sound.rows, "rows", fate),
  timers: mortal(sound.timers, "timers", fate),
  parking: mortal(sound.parking, "parking", fate),
};

const { lending, hear, followers, parkedWork } = lendingProcess(its);
const { log, front, checkpoints, leases, rows, timers } = its;
const parts = { checkpoints, leases, limits: quickLimits };
const hearing: Handle = ({ events, moves }) => hear({ heard: events.flatMap((event) => heardFrom(front, event)), moves });
new Subscription({ ...parts, name: "hearing", log: front, tailer: new Tailer(front), handle: hearing, overlaps: true }).start();
const tailer = new Tailer(log);
for (const [name, handle] of followers)
  if (name.startsWith("asks")) new Subscription({ ...parts, name, log, tailer, handle, overlaps: true }).start();
await followTimers({
  ...parts,
  log,
  tailer,
  rows,
  timers,
  model: timersModel(1),
  timekeepers: [sagaTimekeeper(lending)],
  pollMs: 50,
}).start();

for (;;) {
  for (const retry of parkedWork) while (await retry());
  await sleep(50);
}
