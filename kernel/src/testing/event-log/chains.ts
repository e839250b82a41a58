import { expect, it } from "vitest";
import type { Append, EventLog, StreamName } from "../../event-log.ts";
import { newUuid } from "../../id.ts";
import { appended, checked, command, faultsOf, freshStream, happened, type MakeLog } from "./sample.ts";

/** How a chain can break: the command that breaks it, given a stream that another process has moved to version 1. */
const breaks: readonly (readonly [how: string, kind: string, first: (stream: StreamName, moved: Append) => Append])[] = [
  ["a conflict", "conflict", (stream) => command(stream, 0)],
  ["a conflict of a command with no events", "conflict", (stream) => checked(stream, 0, { receipt: null })],
  ["a duplicate", "duplicate", (_, moved) => moved],
  ["a reused key", "keyReused", (_, moved) => ({ ...moved, receipt: { requestHash: newUuid(), expiresAt: null } })],
];

const kinds = async (log: EventLog, batch: readonly Append[]): Promise<string[]> => (await log.append(batch)).map(({ kind }) => kind);

export const itChains = (makeLog: MakeLog): void => {
  it("appends commands that each expect what the one before leaves", async () => {
    const [log] = await makeLog();
    const [hot, other] = [freshStream(log, 0), freshStream(log, 0)];
    const batch = [
      command(hot, 0),
      command(other, 0),
      checked(hot, 1),
      command(hot, 1, { events: [happened(2), happened(3)] }),
      checked(hot, 3, { receipt: null }),
      command(hot, 3),
    ];
    expect(await kinds(log, batch)).toEqual(Array(6).fill("appended"));
    expect((await log.readStream(hot, 0, 10)).map(({ data, commandId }) => [data.n, commandId])).toEqual([
      [1, batch[0]?.commandId],
      [2, batch[3]?.commandId],
      [3, batch[3]?.commandId],
      [4, batch[5]?.commandId],
    ]);
  });

  it.each(breaks)(
    "lets the rest of a chain conflict after %s, even where the expected version happens to match",
    async (_, kind, first) => {
      const [log, otherProcess] = await makeLog();
      const [stream, neighbour] = [freshStream(log, 0), freshStream(log, 0)];
      const moved = command(stream, 0);
      await appended(otherProcess, moved);
      const batch = [
        first(stream, moved),
        command(neighbour, 0),
        command(stream, 1),
        checked(stream, 1),
        command(stream, 2),
        command(neighbour, 1),
      ];
      expect(await kinds(log, batch)).toEqual([kind, "appended", "conflict", "conflict", "conflict", "appended"]);
      expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
      expect(await faultsOf(log)).toEqual([]);
    },
  );

  it("lets the rest of a chain conflict after a command that comes twice in the batch", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    const twice = command(stream, 0);
    // The second was decided on the first and would have recorded another event; the third was decided on that one.
    expect(await kinds(log, [twice, { ...twice, expectedVersion: 1 }, command(stream, 2), command(stream, 1)])).toEqual([
      ...["appended", "duplicate", "conflict", "conflict"],
    ]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
  });

  it("is not broken by a command with no events that came before: nothing stands on it", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    const refused = checked(stream, 0, { outcome: { code: "ThingIsNotReady" } });
    await appended(log, refused);
    expect(await kinds(log, [refused, command(stream, 0), refused, command(stream, 1)])).toEqual([
      ...["duplicate", "appended", "duplicate", "appended"],
    ]);
  });

  it("conflicts as a whole when another process moved its stream, and can be appended again on top", async () => {
    const [log, otherProcess] = await makeLog();
    const stream = freshStream(log);
    const chain = [command(stream, 0), command(stream, 1), command(stream, 2)];
    await appended(otherProcess, command(stream, 0));
    expect(await kinds(log, chain)).toEqual(["conflict", "conflict", "conflict"]);
    const again = chain.map((append) => ({ ...append, expectedVersion: append.expectedVersion + 1 }));
    expect(await kinds(log, again)).toEqual(["appended", "appended", "appended"]);
    expect((await log.readStream(stream, 0, 10)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });
};
