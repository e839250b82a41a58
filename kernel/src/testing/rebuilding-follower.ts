import { connectLog } from "../postgres/log-connections.ts";
import { createPostgresReadModelRows } from "../postgres/read-model-rows.ts";
import type { ReadModelRows } from "../read-model.ts";
import { followingProcess } from "./following-process.ts";
import { following, type Tally, tally } from "./following-sample.ts";
import { type Fate, mortal } from "./mortal.ts";

/**
 * A process that follows for `tally` and helps to build it anew, and kills itself (SIGKILL) before or after its so-manieth call to
 * the database; never at 0.
 *
 *     node rebuilding-follower.ts URL SCHEMA LEASE_MS DEADLY_MOMENT
 */
const [url = "", schema = "", leaseMs, deadlyMoment] = process.argv.slice(2);
const sql = connectLog(url, { max: 6, applicationName: "mortal" });
const sound = await followingProcess(sql, schema, Number(leaseMs));

const moments: string[] = [];
const fate: Fate = {
  death: new Promise(() => {}),
  moments,
  at: async (moment) => {
    moments.push(moment);
    if (moments.length === Number(deadlyMoment)) process.kill(process.pid, "SIGKILL");
  },
  kill: () => {},
};

const live = createPostgresReadModelRows(sql, schema, tally);
const { prepare, apply, find } = mortal(live, "rows", fate);
const { isBuilt, finish, beginAnew, underWay, swap, callOff, clearLeft } = mortal(live.building, "building", fate);
const beside = (generation: number) => mortal(live.building.beside(generation), "beside", fate);
const rows: ReadModelRows<Tally> = {
  prepare,
  apply,
  find,
  building: { isBuilt, finish, beginAnew, underWay, swap, callOff, clearLeft, beside },
};
const checkpoints = mortal(sound.checkpoints, "checkpoints", fate);
const parking = mortal(sound.parking, "parking", fate);
await following({ ...sound, checkpoints, parking }, { rows, parking, lookMs: 20, retryPollMs: 50 });
