import { expect, it } from "vitest";
import type { Append, EventLog } from "../../event-log.ts";
import { newUuid } from "../../id.ts";
import { appended, checked, command, faultsOf, freshStream, type MakeLog } from "./sample.ts";

const kinds = async (log: EventLog, batch: readonly Append[]): Promise<string[]> => (await log.append(batch)).map(({ kind }) => kind);

/** Why the first is not appended, which the others stand on: its stream has been moved to version 1 by another process. */
const reasons: readonly (readonly [why: string, kind: string, first: (moved: Append) => Append])[] = [
  ["conflicts", "conflict", ({ stream }) => command(stream, 0)],
  ["conflicts without events", "conflict", ({ stream }) => checked(stream, 0, { receipt: null })],
  ["has come before", "duplicate", (moved) => moved],
  ["asks for something else under a key", "keyReused", (moved) => ({ ...moved, receipt: { requestHash: newUuid(), expiresAt: null } })],
];

export const itStandsOnOthers = (makeLog: MakeLog): void => {
  it("is appended with it, on other streams and partitions and without events too", async () => {
    const [log] = await makeLog();
    const [first, second] = [freshStream(log, 0), freshStream(log, 1)];
    const batch = [
      command(first, 0),
      command(second, 0, { standsOn: 0 }),
      checked(freshStream(log, 0), 0, { standsOn: 1 }),
      command(first, 1, { standsOn: 2 }),
    ];
    expect(await kinds(log, batch)).toEqual(Array(4).fill("appended"));
    expect([(await log.readStream(first, 0, 9)).length, (await log.readStream(second, 0, 9)).length]).toEqual([2, 1]);
    expect(await kinds(log, batch), "sent again").toEqual(Array(4).fill("duplicate"));
    expect(await faultsOf(log)).toEqual([]);
  });

  it.each(reasons)("conflicts when that %s, with all that stands on it in turn and all that is decided on top", async (_, kind, first) => {
    const [log, otherProcess] = await makeLog();
    const moved = command(freshStream(log, 0), 0);
    await appended(otherProcess, moved);
    const [second, third, neighbour] = [freshStream(log, 1), freshStream(log, 0), freshStream(log, 1)];
    const batch = [
      first(moved),
      command(neighbour, 0),
      command(second, 0, { standsOn: 0 }),
      checked(third, 0, { standsOn: 2 }),
      command(second, 1),
      command(third, 0, { standsOn: 3 }),
      command(neighbour, 1, { standsOn: 1 }),
    ];
    expect(await kinds(log, batch)).toEqual([kind, "appended", "conflict", "conflict", "conflict", "conflict", "appended"]);
    expect([await log.readStream(second, 0, 9), await log.readStream(third, 0, 9)]).toEqual([[], []]);
    // None of them has left a receipt.
    expect(await kinds(log, [command(second, 0, { commandId: batch[2]?.commandId ?? "" }), batch[3] as Append].map(alone))).toEqual([
      "appended",
      "appended",
    ]);
    expect(await faultsOf(log)).toEqual([]);
  });
};

const alone = ({ standsOn: _, ...append }: Append): Append => append;
