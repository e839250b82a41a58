import { expect, it } from "vitest";
import { generationOf } from "../read-model.ts";
import { eventually } from "../testing/eventually.ts";
import { followingProcess } from "../testing/following-process.ts";
import { type Tally, tally } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";

const make = followingSchemas();

const nothing = () => ({ upserts: [], removals: [] });
const countOnce = (rows: ReadonlyMap<string, Tally>) => ({
  upserts: [{ stream: "a", events: (rows.get("a")?.events ?? 0) + 1, sum: 0, positions: [] }],
  removals: [],
});
const step = (partition: number, from: number, to: number) => ({ partition, epoch: 3, from, to });

it.each([
  ["concerns nothing", []],
  ["concerns a row", ["b"]],
])("counts every event once where rows are swapped while a move that %s is under way", async (_, keys) => {
  const { schema, pools } = await make();
  const [process, other] = [await followingProcess(pools[0], schema), await followingProcess(pools[1], schema)];
  const { checkpoints, log } = process;
  const rows = process.rowsOf(tally);
  await rows.prepare();
  const generation = await rows.building.beginAnew();
  const beside = rows.building.beside(generation);
  await beside.prepare();
  const claimed = new Map([0, 1].map((partition) => [partition, 3]));
  for (const subscription of ["tally_v1", generationOf("tally_v1", generation)])
    await checkpoints.claim(subscription, claimed, log.incarnation);
  // As PostgreSQL plans it once it is known: a table that nothing is read of has to be locked then, too.
  for (let round = 0; round < 10; round += 1)
    await Promise.all(Array.from({ length: 5 }, () => rows.apply({ keys: [], moves: [], change: nothing })));
  // What is built anew is ahead: it has counted the fifth event.
  await beside.apply({ keys: ["a"], moves: [step(0, 0, 5), step(1, 0, 5)], change: countOnce });

  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const holding = pools[1].begin(async (sql) => {
    await sql`select from ${sql(schema)}.checkpoint where subscription = 'tally_v1' and partition = 1 for update`;
    held();
    await mayEnd;
  });
  await isHeld;
  const waiting = async () =>
    (await pools[1]`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`).length;
  const moving = rows.apply({ keys, moves: [step(0, 0, 4), step(1, 0, 4)], change: nothing });
  await eventually("the move waits", async () => (await waiting()) === 1);
  const swapping = other.rowsOf(tally).building.swap(generation);
  await eventually("the swap waits", async () => (await waiting()) === 2);
  end();
  await Promise.all([moving, holding]);
  // On a slow machine it has given up meanwhile, and is asked for again.
  if (!(await swapping)) expect(await other.rowsOf(tally).building.swap(generation)).toBe(true);
  await rows.apply({ keys: ["a"], moves: [step(0, 4, 5)], change: countOnce });
  expect(await rows.find("a")).toMatchObject({ events: 1 });
});
