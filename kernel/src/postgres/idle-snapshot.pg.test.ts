import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { newUuid } from "../id.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { createPostgresCheckpoints } from "./checkpoints.ts";

const make = followingSchemas();

/** Pages that PostgreSQL touches for a statement; how much it does, whatever else the machine is doing. */
const pagesOf = async (sql: postgres.Sql, statement: string): Promise<number> => {
  const rows = await sql.unsafe<{ "QUERY PLAN": string }[]>(`explain (analyze, buffers, timing off, format text) ${statement}`);
  const [, hits = "0"] = /Buffers: shared hit=(\d+)/.exec(rows.map((row) => row["QUERY PLAN"]).join("\n")) ?? [];
  return Number(hits);
};

describe("a checkpoint that has moved many times while a snapshot stayed open", () => {
  it("costs no more pages to move or to read than a new one", async () => {
    const { url, schema, pools } = await make();
    // Connections for logs cannot be reserved.
    const holder = postgres(url, { max: 1 });
    const checkpoints = createPostgresCheckpoints(pools[0], schema);
    const idle = await holder.reserve();
    await idle`begin isolation level repeatable read`;
    await idle`select 1`;
    try {
      await checkpoints.claim("s", new Map([[0, 1]]), newUuid());
      const moveOn = (from: number) => `select "${schema}".move_checkpoints('s', '{0}', '{1}', '{${from}}', '{${from + 1}}')`;
      const read = `select * from "${schema}".read_checkpoints('s', '{0}')`;
      await pools[0].unsafe(moveOn(0));
      const young = [await pagesOf(pools[0], moveOn(1)), await pagesOf(pools[0], read)];
      for (let from = 2; from < 4_000; from += 1) await checkpoints.move("s", [{ partition: 0, epoch: 1, from, to: from + 1 }]);
      const old = [await pagesOf(pools[0], moveOn(4_000)), await pagesOf(pools[0], read)];
      expect(Math.min(...young)).toBeGreaterThan(0);
      // A chain of 4,000 dead versions would be hundreds of pages.
      for (const [index, pages] of old.entries()) expect(pages).toBeLessThan((young[index] ?? 0) + 25);
    } finally {
      await idle`rollback`;
      idle.release();
      await holder.end();
    }
  });
});
