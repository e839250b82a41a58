import { expect, it } from "vitest";
import type { Json } from "../../brand.ts";
import type { ReadModel } from "../../read-model.ts";
import { type FollowingProcess, type MakeProcesses, type Tally, tally } from "../following-sample.ts";

type Sample = {
  readonly id: string;
  readonly name: string | null;
  readonly flag: boolean | null;
  readonly small: number | null;
  readonly largeMinor: number | null;
  readonly anything: Json;
};

const sample: ReadModel<never, Sample> = {
  name: "sample",
  version: 1,
  columns: { id: "text", name: "text", flag: "boolean", small: "integer", largeMinor: "bigint", anything: "json" },
  keyOf: () => null,
  project: (row) => row,
};

const tallied = (stream: string, events: number): Tally => ({ stream, events, sum: events, positions: [events] });

/** Claims partition 0 under the given epoch, so that rows can be written. */
const claim = ({ checkpoints, log }: FollowingProcess, name: string, epoch = 1) =>
  checkpoints.claim(name, new Map([[0, epoch]]), log.incarnation);

const step = (epoch: number, from: number) => [{ partition: 0, epoch, from, to: from + 1 }];

/** What the rows of a read model promise. */
export const itKeepsRows = (make: MakeProcesses): void => {
  it("come back as they were written", async () => {
    const [process] = await make();
    const rows = process.rowsOf(sample);
    await rows.prepare();
    await claim(process, "sample_v1");
    const written: Sample[] = [
      { id: "plain", name: "Ada", flag: true, small: -2_147_483_648, largeMinor: Number.MAX_SAFE_INTEGER, anything: { a: [1, null, "x"] } },
      { id: "nothing", name: null, flag: null, small: null, largeMinor: null, anything: null },
      { id: "empty", name: "", flag: false, small: 0, largeMinor: -Number.MAX_SAFE_INTEGER, anything: "" },
      {
        id: 'odd "\\{},NULL\n\t',
        name: "\u001f\u001e\u001d\u001f1\u001d ' 'é😀",
        flag: null,
        small: 1,
        largeMinor: 1,
        anything: "\u001f{}",
      },
      { id: "NULL", name: "NULL", flag: true, small: 7, largeMinor: 7, anything: [[], {}, false, 0.5, -1e-7] },
    ];
    const change = () => ({ upserts: written, removals: [] });
    expect(await rows.apply({ keys: [], moves: step(1, 0), change })).toBe("moved");
    for (const row of written) expect(await rows.find(row.id)).toEqual(row);
    const keys = written.map(({ id }) => id);
    await rows.apply({
      keys: [...keys, "unknown"],
      moves: step(1, 1),
      change: (existing) => {
        expect(existing).toEqual(new Map(written.map((row) => [row.id, row])));
        return { upserts: [], removals: keys.slice(1) };
      },
    });
    expect(await Promise.all(keys.map((key) => rows.find(key)))).toEqual([written[0], null, null, null, null]);
  });

  it("are one empty text when that is all there is to write", async () => {
    const [process] = await make();
    const rows = process.rowsOf(sample);
    await rows.prepare();
    await claim(process, "sample_v1");
    const row: Sample = { id: "only", name: "", flag: null, small: null, largeMinor: null, anything: null };
    await rows.apply({ keys: ["only"], moves: step(1, 0), change: () => ({ upserts: [row], removals: [] }) });
    expect(await rows.find("only")).toEqual(row);
  });

  it("stay as they are when the checkpoint stands elsewhere", async () => {
    const [process, other] = await make();
    const [mine, others] = [process.rowsOf(tally), other.rowsOf(tally)];
    await mine.prepare();
    await claim(process, "tally_v1");
    await mine.apply({ keys: ["a"], moves: step(1, 0), change: () => ({ upserts: [tallied("a", 1)], removals: [] }) });
    const again = { keys: ["a"], moves: step(1, 0), change: () => ({ upserts: [tallied("a", 2)], removals: [] }) };
    expect(await others.apply(again)).toBe("fenced");
    expect(await mine.find("a")).toEqual(tallied("a", 1));
    expect((await process.checkpoints.read("tally_v1", [0])).get(0)?.position).toBe(1);
  });

  it("stay as they are when another owner has taken over", async () => {
    const [process, other] = await make();
    const rows = process.rowsOf(tally);
    await rows.prepare();
    await claim(process, "tally_v1", 1);
    await claim(other, "tally_v1", 2);
    const late = { keys: ["a"], moves: step(1, 0), change: () => ({ upserts: [tallied("a", 1)], removals: [] }) };
    expect(await rows.apply(late)).toBe("fenced");
    expect(await rows.find("a")).toBeNull();
  });

  it("are passed by where nothing concerns them, unless another owner has taken over or what came cannot be read", async () => {
    const [process, other] = await make();
    const rows = process.rowsOf(tally);
    await rows.prepare();
    await claim(process, "tally_v1", 1);
    const pass = (from: number) =>
      rows.apply({ keys: [], orderKeys: ["b"], moves: step(1, from), change: () => ({ upserts: [], removals: [] }) });
    const position = async () => (await process.checkpoints.read("tally_v1", [0])).get(0)?.position;
    expect([await pass(0), await pass(0), await position()]).toEqual(["moved", "fenced", 1]);
    const change = () => {
      throw new Error("it cannot be read");
    };
    await expect(rows.apply({ keys: [], moves: step(1, 1), change })).rejects.toThrow("it cannot be read");
    expect(await position()).toBe(1);
    await claim(other, "tally_v1", 2);
    expect([await pass(1), await position()]).toEqual(["fenced", 1]);
  });

  it("stay as they are, and the checkpoint too, when the change fails", async () => {
    const [process] = await make();
    const rows = process.rowsOf(tally);
    await rows.prepare();
    await claim(process, "tally_v1");
    const change = () => {
      throw new Error("no such change");
    };
    await expect(rows.apply({ keys: ["a"], moves: step(1, 0), change })).rejects.toThrow("no such change");
    expect((await process.checkpoints.read("tally_v1", [0])).get(0)?.position).toBe(0);
  });

  it("are prepared once, by however many processes", async () => {
    const processes = await make();
    for (let version = 1; version <= 8; version += 1) {
      const preparing = Array.from({ length: 10 }, (_, index) => processes[index % 2]!.rowsOf({ ...tally, version }).prepare());
      await expect(Promise.all(preparing)).resolves.toHaveLength(10);
    }
  });
};
