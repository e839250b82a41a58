import { describe, expect, it } from "vitest";
import { command, freshStream } from "../testing/event-log/sample.ts";
import { followingProcess } from "../testing/following-process.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { appendArguments } from "./append-arguments.ts";

const make = followingSchemas();

describe("a process of before commands could stand on others", () => {
  it("appends as it always has", async () => {
    const { schema, pools } = await make();
    const { log } = await followingProcess(pools[0], schema);
    const [first, second] = [freshStream(log), freshStream(log)];
    const batch = [command(first, 0), command(first, 1), command(second, 7)];
    const given = appendArguments(batch, log.partitions).slice(0, -1);
    given[9] = "{NULL,NULL,NULL}";
    const places = given.map((_, index) => `$${index + 1}`);
    const [answer] = await pools[0].unsafe(`select positions, exceptions from "${schema}".append(${places.join(", ")})`, given);
    expect(answer?.exceptions).toEqual([[3, 2]]);
    expect((await log.readStream(first, 0, 9)).map(({ version }) => version)).toEqual([1, 2]);
    expect(await log.readStream(second, 0, 9)).toEqual([]);
  });
});
