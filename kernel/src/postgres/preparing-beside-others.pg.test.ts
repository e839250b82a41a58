import { expect, it } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { tally } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { createPostgresReadModelRows } from "./read-model-rows.ts";

const make = followingSchemas();

it("prepares a read model that is there without a lock: whoever writes to it would queue behind, for as long as a vacuum takes", async () => {
  const { schema, pools } = await make();
  const [sql, other] = pools;
  const rows = createPostgresReadModelRows(sql, schema, tally);
  await rows.prepare();
  const { promise: isVacuumed, resolve: end } = Promise.withResolvers<void>();
  const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>();
  const vacuum = other.begin(async (transaction) => {
    await transaction`lock table ${transaction(`${schema}.tally_v1`)} in share update exclusive mode`;
    locked();
    await isVacuumed;
  });
  await isLocked;
  let outcome: "prepared" | null = null;
  const preparing = rows.prepare().then(() => {
    outcome = "prepared";
  });
  const waits = async () => {
    const waiting = await other`select from pg_locks where not granted and relation = to_regclass(${`${schema}.tally_v1`})`;
    return waiting.length > 0 ? "waits" : null;
  };
  const seen = await eventually("it is prepared, or waits", async () => outcome ?? (await waits()));
  end();
  await Promise.all([vacuum, preparing]);
  expect(seen).toBe("prepared");
});
