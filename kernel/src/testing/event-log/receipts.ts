import { expect, it } from "vitest";
import { instant } from "../../clock.ts";
import { newUuid } from "../../id.ts";
import { appended, checked, command, faultsOf, freshStream, happened, type MakeLog } from "./sample.ts";

const asking = (requestHash: string) => ({ receipt: { requestHash, expiresAt: null } });

export const itRemembersCommands = (makeLog: MakeLog): void => {
  it("gives a command that comes again its first outcome, in every process and whatever happened since", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log, 0);
    const first = command(stream, 0, { events: [happened(1), happened(2)] });
    await appended(log, command(freshStream(log, 0), 0));
    expect(await log.append([first])).toEqual([{ kind: "appended", version: 2, position: 3 }]);
    await appended(other, command(stream, 2));
    const duplicate = { kind: "duplicate", version: 2, position: 3, outcome: null };
    expect(await log.append([first])).toEqual([duplicate]);
    expect(await other.append([{ ...first, expectedVersion: 3, events: [happened(9)] }])).toEqual([duplicate]);
    expect(await other.append([{ ...first, expectedVersion: 3, events: [] }])).toEqual([duplicate]);
    expect((await log.readStream(stream, 0, 10)).map(({ data }) => data.n)).toEqual([1, 2, 3]);
  });

  it("gives a command that comes twice in one batch one effect and one answer", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log, 0);
    const twice = command(stream, 0, { events: [happened(1), happened(2)] });
    expect(await log.append([twice, command(freshStream(log, 0), 0), twice, { ...twice, expectedVersion: 2, events: [] }])).toEqual([
      { kind: "appended", version: 2, position: 2 },
      { kind: "appended", version: 1, position: 3 },
      { kind: "duplicate", version: 2, position: 2, outcome: null },
      { kind: "duplicate", version: 2, position: 2, outcome: null },
    ]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(2);
  });

  it.each([
    ["a refusal", { code: "ThingIsTooLarge", most: 7, text: 'größe "日本" \u001f,{}' }],
    ["nothing to do", null],
  ])("gives %s that comes again its first outcome, though another decision would now be made", async (_, outcome) => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    await appended(log, command(stream, 0));
    const first = checked(stream, 1, { outcome });
    expect(await log.append([first, first])).toEqual([
      { kind: "appended", version: 1, position: 0 },
      { kind: "duplicate", version: 1, position: 0, outcome },
    ]);
    await appended(log, command(stream, 1));
    expect(await other.append([{ ...first, expectedVersion: 2, events: [happened(3)], outcome: null }])).toEqual([
      { kind: "duplicate", version: 1, position: 0, outcome },
    ]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(2);
  });

  it("forgets a receipt when its time is over, and no other", async () => {
    const [log] = await makeLog();
    const [over, kept] = [freshStream(log), freshStream(log)];
    const keptUntil = (expiresAt: number | null) => ({
      receipt: { requestHash: newUuid(), expiresAt: expiresAt === null ? null : instant(expiresAt) },
    });
    const brief = command(over, 0, keptUntil(Date.now() - 60_000));
    const lasting = [command(kept, 0, keptUntil(Date.now() + 60_000)), checked(kept, 1, keptUntil(null))];
    await log.append([brief, ...lasting]);
    expect(await log.forgetExpiredReceipts()).toBe(1);
    expect(await log.forgetExpiredReceipts()).toBe(0);
    expect((await log.append([brief, ...lasting])).map(({ kind }) => kind)).toEqual(["conflict", "duplicate", "duplicate"]);
  });

  it("checks a command without a receipt anew each time", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    const look = checked(stream, 0, { receipt: null, outcome: { code: "ThingIsNotThere" } });
    expect(await log.append([look, look])).toEqual(Array(2).fill({ kind: "appended", version: 0, position: 0 }));
    await appended(log, command(stream, 0));
    expect(await log.append([look])).toEqual([{ kind: "conflict" }]);
  });

  it("knows a command without one by what it recorded, in every process and whatever happened since", async () => {
    const [log, other] = await makeLog();
    const [stream, neighbour] = [freshStream(log, 0), freshStream(log, 0)];
    const bare = { receipt: null };
    const chain = [
      command(stream, 0, { ...bare, events: [happened(1), happened(2)] }),
      command(neighbour, 0, { ...bare, standsOn: 0 }),
      command(stream, 2, { ...bare, standsOn: 1 }),
    ];
    await appended(log, command(freshStream(log, 0), 0));
    await log.append(chain);
    await appended(other, command(stream, 3));
    const came = (version: number, position: number) => ({ kind: "duplicate", version, position, outcome: null });
    expect(await other.append(chain)).toEqual([came(2, 3), came(1, 4), came(3, 5)]);
    expect(await log.append(chain.slice(1).map(({ standsOn: _, ...append }) => append)), "a part of it").toEqual([came(1, 4), came(3, 5)]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(4);
    expect(await faultsOf(log)).toEqual([]);
  });

  it("takes no other command for it: another id, another place, or one with a receipt", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    const bare = command(stream, 0, { receipt: null, events: [happened(1), happened(2)] });
    await appended(log, bare);
    const others = [
      { ...bare, commandId: newUuid() },
      { ...bare, expectedVersion: 3 },
      { ...bare, ...asking(newUuid()) },
      { ...bare, events: [] },
    ];
    for (const another of others) expect(await log.append([another])).toEqual([{ kind: "conflict" }]);
    expect(await log.append([{ ...bare, expectedVersion: 2 }]), "the same id, after it").toMatchObject([{ kind: "appended" }]);
  });

  it("answers keyReused when the same id asks for something else", async () => {
    const [log, other] = await makeLog();
    const [stream, elsewhere] = [freshStream(log, 0), freshStream(log, 0)];
    const first = command(stream, 0);
    await appended(log, first);
    const reused = [
      { ...first, expectedVersion: 1, ...asking(newUuid()) },
      { ...first, expectedVersion: 1, events: [], ...asking(newUuid()) },
      command(elsewhere, 0, { commandId: first.commandId }),
    ];
    expect(await other.append(reused)).toEqual(Array(3).fill({ kind: "keyReused" }));
    expect(await log.append([first])).toEqual([{ kind: "duplicate", version: 1, position: 1, outcome: null }]);
    expect(await log.readStream(elsewhere, 0, 10)).toEqual([]);
  });

  it("answers keyReused when the same id asks for two things in one batch", async () => {
    const [log] = await makeLog();
    const [stream, elsewhere] = [freshStream(log, 0), freshStream(log, 0)];
    const first = command(stream, 0);
    expect(
      await log.append([
        first,
        { ...first, expectedVersion: 1, ...asking(newUuid()) },
        command(elsewhere, 0, { commandId: first.commandId }),
      ]),
    ).toEqual([{ kind: "appended", version: 1, position: 1 }, { kind: "keyReused" }, { kind: "keyReused" }]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
    expect(await log.readStream(elsewhere, 0, 10)).toEqual([]);
  });

  it("remembers only what was appended: a command that conflicted may come again, in the same batch too", async () => {
    const [log] = await makeLog();
    const [stream, elsewhere] = [freshStream(log, 0), freshStream(log, 0)];
    const refused = checked(stream, 3, { outcome: { code: "ThingIsTooLarge" } });
    const { commandId } = refused;
    expect(await log.append([refused])).toEqual([{ kind: "conflict" }]);
    expect(
      await log.append([
        refused,
        command(elsewhere, 0, { commandId }),
        command(elsewhere, 1, { commandId }),
        command(elsewhere, 1, { commandId }),
      ]),
    ).toEqual([
      { kind: "conflict" },
      { kind: "appended", version: 1, position: 1 },
      { kind: "duplicate", version: 1, position: 1, outcome: null },
      { kind: "duplicate", version: 1, position: 1, outcome: null },
    ]);
    expect(await log.append([refused])).toEqual([{ kind: "keyReused" }]);
  });
};
