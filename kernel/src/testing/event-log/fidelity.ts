import fc from "fast-check";
import { expect, it } from "vitest";
import { instant } from "../../clock.ts";
import type { Causation } from "../../event-log.ts";
import { newUuid } from "../../id.ts";
import { jsonText } from "../../json.ts";
import { limits } from "../../limits.ts";
import { partitionOf } from "../../partition.ts";
import { appended, checked, command, freshStream, type MakeLog } from "./sample.ts";

const stored = (data: object): string => {
  const text = jsonText(data);
  if (typeof text !== "string") throw new Error(`the sample cannot be stored: ${text.unstorable}`);
  return text;
};

/** Text that encodings, array literals, separators and escapes get wrong. */
const hardText = fc.string({
  unit: fc.constantFrom(
    "\\",
    "\\u0000",
    "\\ud800",
    '"',
    "'",
    ",",
    "{",
    "}",
    "NULL",
    "null",
    "\u001f",
    "\u0001",
    "\n",
    " ",
    "ß",
    "日",
    "😀",
    "\u2028",
    "$1",
    "%s",
  ),
  maxLength: 12,
});
const anyJson = fc.jsonValue({ stringUnit: "grapheme", maxDepth: 4 });

export const itKeepsEverything = (makeLog: MakeLog): void => {
  it("gives back all that an event was recorded with", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    const causation: Causation = {
      actor: 'key_1, "NULL"',
      correlation: "größe {1,2}",
      cause: "\u001f\\",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
    const [commandId, earliest] = [newUuid(), Date.now()];
    const events = [
      { type: "Grown", schemaVersion: 1, json: '{"size":"日本"}' },
      { type: 'Shrunk, {"twice"} NULL', schemaVersion: 7, json: "{}" },
    ];
    const { position } = await appended(log, command(stream, 0, { commandId, events, causation }));
    const [first, second] = await other.readStream(stream, 0, 10);
    const partition = partitionOf(stream, log.partitions);
    const both = { partition, stream, causation, commandId, recordedAt: expect.any(Number) };
    expect(first).toEqual({ ...both, type: "Grown", schemaVersion: 1, data: { size: "日本" }, version: 1, position: position - 1 });
    expect(second).toEqual({ ...both, type: 'Shrunk, {"twice"} NULL', schemaVersion: 7, data: {}, version: 2, position });
    expect(first?.recordedAt).toSatisfy((at: number) => Number.isInteger(at) && at >= earliest - 1_000 && at <= Date.now() + 1_000);
    expect(await other.readPartitions(new Map([[partition, 0]]), 10)).toEqual([first, second]);
  });

  it("gives back any data that can be stored, of every command in a batch to the right one", async () => {
    const [log] = await makeLog();
    const record = fc.record({ text: hardText, any: anyJson, keyed: fc.dictionary(hardText, anyJson, { maxKeys: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), fc.array(hardText, { maxLength: 8 }), async (records, texts) => {
        const batch = records.map((data, index) => {
          const correlation = texts[index];
          return command(freshStream(log), 0, {
            events: [{ type: "Grown", schemaVersion: 1, json: stored(data) }],
            causation: correlation === undefined ? {} : { correlation },
          });
        });
        await log.append(batch);
        for (const [index, { stream, commandId, causation, events }] of batch.entries()) {
          const [found] = await log.readStream(stream, 0, 2);
          expect(found, `command ${index}`).toMatchObject({ commandId, causation });
          expect(found?.data).toEqual(JSON.parse(events[0]?.json ?? ""));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("gives back any refusal that can be stored", async () => {
    const [log] = await makeLog();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ code: hardText, facts: anyJson }), { minLength: 1, maxLength: 5 }), async (refusals) => {
        const batch = refusals.map((refusal) => checked(freshStream(log), 0, { outcome: JSON.parse(stored(refusal)) }));
        await log.append(batch);
        expect(await log.append(batch)).toEqual(batch.map(({ outcome }) => ({ kind: "duplicate", version: 0, position: 0, outcome })));
      }),
      { numRuns: 40 },
    );
  });

  it("takes events as large as the limit, many in one batch", async () => {
    const [log] = await makeLog();
    const room = limits.eventBytes - Buffer.byteLength(JSON.stringify({ text: "" }));
    const large = ["x".repeat(room), "😀".repeat(Math.floor(room / 4)), "\\".repeat(Math.floor(room / 2))];
    const batch = large.map((text) =>
      command(freshStream(log, 0), 0, { events: [{ type: "Grown", schemaVersion: 1, json: stored({ text }) }] }),
    );
    expect((await log.append(batch)).map(({ kind }) => kind)).toEqual(["appended", "appended", "appended"]);
    for (const [index, { stream }] of batch.entries()) {
      const [found] = await log.readStream(stream, 0, 2);
      expect(found?.data.text === large[index], `the text of event ${index}`).toBe(true);
    }
  });

  it("keeps receipts with and without an end", async () => {
    const [log] = await makeLog();
    const requestHash = newUuid();
    const ends = [null, instant(Date.now()), instant(Date.UTC(9999, 11, 31))];
    const batch = ends.map((expiresAt) => command(freshStream(log), 0, { receipt: { requestHash, expiresAt } }));
    expect((await log.append(batch)).map(({ kind }) => kind)).toEqual(batch.map(() => "appended"));
    expect((await log.append(batch)).map(({ kind }) => kind)).toEqual(batch.map(() => "duplicate"));
  });
};
