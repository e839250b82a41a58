import { expect, it } from "vitest";
import { streamName } from "../../event-log.ts";
import { newId } from "../../id.ts";
import { faultsOf, type MakeLog } from "../event-log/sample.ts";
import { add, close, from, keyed, open, type TallyAnswer, tallyProcess } from "../tally.ts";

/** Two processes, each with a committer and a cache of its own, and a tally that both have seen open. */
const twoProcesses = async (makeLog: MakeLog, most?: number) => {
  const logs = await makeLog();
  const [here, there] = [tallyProcess(logs[0]), tallyProcess(logs[1])];
  const id = newId("tly");
  await here.handle(id, open(most), from());
  await there.handle(id, add(0), from());
  return { here, there, id, log: logs[0], stream: streamName("default", "tally", id) };
};

export const itWorksInManyProcesses = (makeLog: MakeLog): void => {
  it("accepts nothing on the strength of a stale cache", async () => {
    const { here, there, id, log, stream } = await twoProcesses(makeLog);
    await here.handle(id, close, from());
    expect(await there.handle(id, add(), from())).toEqual({
      kind: "refused",
      refusal: { code: "TallyIsClosed" },
      version: 2,
      replayed: false,
    });
    expect(await log.readStream(stream, 0, 10)).toHaveLength(2);
  });

  it.each([
    ["with a key", keyed],
    ["without", from],
  ])("refuses nothing on the strength of a stale cache (%s)", async (_, context) => {
    const { here, there, id } = await twoProcesses(makeLog, 5);
    const other = newId("tly");
    expect(await there.handle(other, add(), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsAbsent" } });
    await here.handle(other, open(), from());
    expect(await there.handle(other, add(), context())).toMatchObject({ kind: "accepted", version: 2 });
    expect(await there.handle(other, open(), context())).toMatchObject({ kind: "nothingToDo", version: 2 });
    await here.handle(id, add(5), from());
    expect(await there.handle(id, add(1), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsFull", total: 5 } });
  });

  it.each([
    ["with a key", keyed],
    ["without", from],
  ])("acknowledges no nothing-to-do on the strength of a stale cache (%s)", async (_, context) => {
    const { here, there, id } = await twoProcesses(makeLog);
    expect(await there.handle(id, open(), context())).toMatchObject({ kind: "nothingToDo", version: 1 });
    await here.handle(id, close, from());
    expect(await there.handle(id, open(), context())).toMatchObject({ kind: "refused", refusal: { code: "TallyIsClosed" } });
  });

  it("lets one of two creations win, and the other see what it made", async () => {
    const logs = await makeLog();
    for (let round = 0; round < 10; round += 1) {
      const id = newId("tly");
      const most = [3, 4] as const;
      const answers = await Promise.all(
        most.map((limit, index) => tallyProcess(logs[index as 0 | 1]).handle(id, open(limit), keyed({ isNew: true }))),
      );
      expect(answers.map(({ kind }) => kind).sort()).toEqual(["accepted", "nothingToDo"]);
      const winner = answers.findIndex(({ kind }) => kind === "accepted");
      expect(await logs[0].readStream(streamName("default", "tally", id), 0, 10)).toMatchObject([{ data: { most: most[winner] } }]);
    }
  });

  it("gives one command id one effect and one answer, from two processes and twice in each", async () => {
    const logs = await makeLog();
    const processes = logs.map((log) => tallyProcess(log));
    for (let round = 0; round < 10; round += 1) {
      const id = newId("tly");
      await processes[0]?.handle(id, open(), from());
      const asks = keyed();
      const answers = await Promise.all([0, 1, 0, 1].map((index) => processes[index]?.handle(id, add(3), asks)));
      expect(answers.filter((answer) => answer?.kind === "accepted" && !answer.replayed)).toHaveLength(1);
      const places = answers.map((answer) => answer?.kind === "accepted" && [answer.version, answer.position, answer.partition]);
      expect(new Set(places.map((place) => JSON.stringify(place))).size, JSON.stringify(answers)).toBe(1);
      expect(await logs[0].readStream(streamName("default", "tally", id), 0, 10)).toHaveLength(2);
    }
  });

  it("replays a refusal and a nothing-to-do although another answer would now be given", async () => {
    const { here, there, id } = await twoProcesses(makeLog, 5);
    const [refusedOnce, idleOnce] = [keyed(), keyed()];
    const refused = { kind: "refused", refusal: { code: "TallyIsFull", total: 0 }, version: 1 };
    expect(await here.handle(id, add(6), refusedOnce)).toEqual({ ...refused, replayed: false });
    expect(await here.handle(id, open(), idleOnce)).toEqual({ kind: "nothingToDo", version: 1, replayed: false });
    await here.handle(id, close, from());
    for (const process of [here, there]) {
      expect(await process.handle(id, add(6), refusedOnce)).toEqual({ ...refused, replayed: true });
      expect(await process.handle(id, open(), idleOnce)).toEqual({ kind: "nothingToDo", version: 1, replayed: true });
    }
  });

  it("answers keyReused to an id that asked for something else, of this stream or of another", async () => {
    const { here, there, id } = await twoProcesses(makeLog);
    const asks = keyed({ request: "add 1" });
    await here.handle(id, add(1), asks);
    for (const process of [here, there])
      expect(await process.handle(id, add(2), { ...asks, request: "add 2" })).toEqual({ kind: "keyReused" });
    expect(await there.handle(id, add(0), from())).toMatchObject({ version: 2 });
  });

  it("loses and doubles nothing when two processes work on one stream at once", async () => {
    const { here, there, id, log, stream } = await twoProcesses(makeLog);
    const insist = async (process: typeof here): Promise<TallyAnswer> => {
      const asks = keyed();
      for (;;) {
        const answer = await process.handle(id, add(1), asks);
        if (answer.kind !== "contended") return answer;
      }
    };
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => insist(index % 2 === 0 ? here : there)));
    const versions = answers.map((answer) => (answer.kind === "accepted" && !answer.replayed ? answer.version : answer.kind));
    expect(versions.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 200 }, (_, index) => index + 2));
    for (const answer of answers) if (answer.kind === "accepted") expect(answer.recorded?.state.total).toBe(answer.version - 1);
    expect(await log.readStream(stream, 0, 1_000)).toHaveLength(201);
    expect(await faultsOf(log)).toEqual([]);
  });
};
