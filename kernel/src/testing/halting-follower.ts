import { writeSync } from "node:fs";
import type { RecordedEvent } from "../event-log.ts";
import { connectLog } from "../postgres/log-connections.ts";
import { followingProcess } from "./following-process.ts";
import { type Counted, decodeCounted, following, quickLimits, type Tally, tally } from "./following-sample.ts";

/**
 * A process that follows for `tally` and halts itself (SIGSTOP) in the middle of a batch, once: before it reads its rows, or
 * before it writes them. It writes a line when it halts, and one for each thing that happens to it.
 *
 *     node halting-follower.ts URL SCHEMA LEASE_MS reading|writing
 */
const [url = "", schema = "", leaseMs, place] = process.argv.slice(2);
const haltAtPosition = 5;
let halted = false;

const haltIf = (here: boolean, { position }: RecordedEvent): void => {
  if (!here || halted || position < haltAtPosition) return;
  halted = true;
  writeSync(1, "halting\n");
  process.kill(process.pid, "SIGSTOP");
};

const decode = (recorded: RecordedEvent): Counted => {
  haltIf(place === "reading", recorded);
  return decodeCounted(recorded);
};

const project = (row: Tally | null, event: Counted, recorded: RecordedEvent): Tally | null => {
  haltIf(place === "writing", recorded);
  return tally.project(row, event, recorded);
};

const sql = connectLog(url, { max: 4, applicationName: "halting" });
const its = await followingProcess(sql, schema, Number(leaseMs));
await following(its, {
  model: { ...tally, project },
  decode,
  limits: { ...quickLimits, followLanes: 1 },
  observe: (happening) => writeSync(1, `${happening.kind} ${happening.kind === "shared" ? happening.partitions : ""}\n`),
});
