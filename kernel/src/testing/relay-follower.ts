import postgres from "postgres";
import { createPostgresCheckpoints } from "../postgres/checkpoints.ts";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { createPostgresLeases } from "../postgres/leases.ts";
import { relaying } from "../relay.ts";
import { createSpeech } from "../speech.ts";
import { Subscription } from "../subscription.ts";
import { Tailer } from "../tailer.ts";
import { quickLimits } from "./following-sample.ts";
import { fateOfThisProcess, mortal } from "./mortal.ts";
import { tableCarrier } from "./speaking/table-carrier.ts";
import { workshopVoices } from "./speaking/workshop.ts";

/**
 * A process that relays what the workshop says, and kills itself (SIGKILL) before or after its so-manieth call to the outside;
 * never at 0.
 *
 *     node relay-follower.ts URL SCHEMA LEASE_MS DEADLY_MOMENT
 */
const [url = "", schema = "", leaseMs, deadlyMoment] = process.argv.slice(2);
const sql = postgres(url, { max: 4, onnotice: () => undefined });
const fate = fateOfThisProcess(Number(deadlyMoment));
const log = mortal({ ...(await openPostgresEventLog(sql, schema)), name: "workshop" }, "log", fate);
const checkpoints = mortal(createPostgresCheckpoints(sql, schema), "checkpoints", fate);
const carrier = mortal(tableCarrier(sql, schema), "carrier", fate);
const speech = createSpeech({ log, voices: workshopVoices() });
new Subscription({
  name: "relay",
  log,
  tailer: new Tailer(log),
  checkpoints,
  leases: createPostgresLeases(sql, schema, Number(leaseMs)),
  handle: relaying({ subscription: "relay", speech, carrier, checkpoints }),
  limits: { ...quickLimits, followEvents: 5 },
}).start();
