import { describe, expect, it } from "vitest";
import type { ReadModel } from "../read-model.ts";
import { followingProcess } from "../testing/following-process.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { createPostgresReadModelRows } from "./read-model-rows.ts";

type Question = { readonly theKey: string; readonly askedAt: number | null };

const model: ReadModel<never, Question> = {
  name: "question",
  version: 3,
  columns: { theKey: "text", askedAt: "bigint" },
  indexes: ["(asked_at desc, the_key)", "(asked_at) where asked_at is not null"],
  keyOf: () => null,
  project: (row) => row,
};

const make = followingSchemas();

describe("a read model's table", () => {
  it("is named after its version, has its columns in snake case, and the declared indexes", async () => {
    const { schema, pools } = await make();
    await createPostgresReadModelRows(pools[0], schema, model).prepare();
    const columns = await pools[0]`
      select column_name as name, data_type as type, collation_name as collation from information_schema.columns
      where table_schema = ${schema} and table_name = 'question_v3' order by ordinal_position`;
    expect(columns).toEqual([
      { name: "the_key", type: "text", collation: "C" },
      { name: "asked_at", type: "bigint", collation: null },
    ]);
    const indexes = await pools[0]<{ definition: string }[]>`
      select regexp_replace(indexdef, '^.* using ', '', 'i') as definition from pg_indexes where schemaname = ${schema} and tablename = 'question_v3'`;
    expect(indexes.map(({ definition }) => definition).sort()).toEqual([
      "btree (asked_at DESC, the_key)",
      "btree (asked_at) WHERE (asked_at IS NOT NULL)",
      "btree (the_key)",
    ]);
  });

  it("is not taken for one with other columns: the version must be raised", async () => {
    const { schema, pools } = await make();
    await createPostgresReadModelRows(pools[0], schema, model).prepare();
    const changed: ReadModel<never, Question & { readonly answer: string }> = {
      ...model,
      columns: { ...model.columns, answer: "text" },
      project: (row) => row,
    };
    await expect(createPostgresReadModelRows(pools[0], schema, changed).prepare()).rejects.toThrow(
      `read model ${schema}.question_v3 holds (the_key text, asked_at bigint) but is declared as (the_key text, asked_at bigint, answer text): raise its version.`,
    );
    await expect(createPostgresReadModelRows(pools[1], schema, { ...changed, version: 4 }).prepare()).resolves.toBeUndefined();
  });

  it("is not written where nothing concerns it, and has to be there", async () => {
    const { schema, pools } = await make();
    const { checkpoints, log } = await followingProcess(pools[0], schema);
    const rows = createPostgresReadModelRows(pools[0], schema, model);
    await rows.prepare();
    await checkpoints.claim("question_v3", new Map([[0, 1]]), log.incarnation);
    const moves = (from: number) => [{ partition: 0, epoch: 1, from, to: from + 1 }];
    const change = () => ({ upserts: [], removals: [] });
    await pools[1].begin(async (transaction) => {
      // Readers pass, writers do not.
      await transaction.unsafe(`lock table "${schema}".question_v3 in exclusive mode`);
      expect(await rows.apply({ keys: [], orderKeys: ["some/stream/1"], moves: moves(0), change })).toBe("moved");
    });
    await pools[1].unsafe(`drop table "${schema}".question_v3`);
    await expect(rows.apply({ keys: [], moves: moves(1), change })).rejects.toThrow("the table of a read model is not there");
    await expect(rows.apply({ keys: ["a"], moves: moves(1), change })).rejects.toThrow("the table of a read model is not there");
  });

  it.each<[string, Partial<typeof model>]>([
    ["a name that is none", { name: 'question"; drop table event; --' }],
    ["a key that is not text", { columns: { theKey: "bigint", askedAt: "bigint" } }],
  ])("is not declared with %s", async (_, more) => {
    const { schema, pools } = await make();
    expect(() => createPostgresReadModelRows(pools[0], schema, { ...model, ...more })).toThrow(RangeError);
  });
});
