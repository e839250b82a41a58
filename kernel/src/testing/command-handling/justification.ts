import { setImmediate as tick } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeEvent } from "../../aggregate.ts";
import type { CommandContext } from "../../command-identity.ts";
import { fold } from "../../decider.ts";
import { type EventLog, type RecordedEvent, type StreamName, streamName } from "../../event-log.ts";
import { newId, newUuid, uuidNear } from "../../id.ts";
import { faultsOf, type MakeLog } from "../event-log/sample.ts";
import {
  add,
  close,
  from,
  open,
  type Tally,
  type TallyAnswer,
  type TallyCommand,
  type TallyHandler,
  tally,
  tallyProcess,
} from "../tally.ts";
import { chanceOf, troubledLog } from "../troubled-log.ts";

/** What a day of commands brought: the answers, and the streams of commands without a key that nobody could tell about. */
interface Day {
  readonly answers: readonly Answered[];
  readonly lost: readonly StreamName[];
}

/** A command that is sent until it is answered, and what was known of its stream when it was sent. */
interface Answered {
  readonly stream: StreamName;
  readonly command: TallyCommand;
  readonly commandId: string | undefined;
  readonly answer: TallyAnswer;
  /** The highest version that anybody had been told before this was sent. */
  readonly knownVersion: number;
}

const anyCommand: fc.Arbitrary<TallyCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 }).map((most) => open(most)) },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 4 }).map((amount) => add(amount)) },
  { weight: 1, arbitrary: fc.constant(close) },
);
const sent = fc.record({
  tally: fc.nat(2),
  command: anyCommand,
  process: fc.nat(1),
  keyed: fc.boolean(),
  twice: fc.constantFrom(true, false, false),
  isNew: fc.constantFrom(true, false, false),
  afterTicks: fc.nat(30),
});

/** Whether `decide` said so in the state that the answer names, and what was recorded is what was answered. */
const fault = ({ stream, command, answer, knownVersion }: Answered, events: readonly RecordedEvent[]): string | null => {
  const stateAt = (version: number): Tally =>
    fold(
      tally.decider,
      events.slice(0, version).map((event) => decodeEvent(tally, event)),
    );
  const told = `${stream}: ${JSON.stringify({ command, answer, knownVersion })}`;
  if (answer.kind !== "accepted" && answer.kind !== "refused" && answer.kind !== "nothingToDo") return `${told}: unexpected`;
  if (answer.kind === "accepted" && events[answer.version - 1]?.position !== answer.position) return `${told}: stands elsewhere`;
  if (answer.replayed) return null;
  const before = answer.kind === "accepted" ? answer.version - 1 : answer.version;
  if (before < knownVersion) return `${told}: decided on a version older than one that had been told`;
  const decision = tally.decider.decide(command, stateAt(before));
  if (JSON.stringify(decision) !== JSON.stringify(decisionIn(answer)))
    return `${told}: the state at ${before} says ${JSON.stringify(decision)}`;
  if (answer.kind === "accepted" && JSON.stringify(answer.recorded?.state) !== JSON.stringify(stateAt(answer.version)))
    return `${told}: another state`;
  return null;
};

const decisionIn = (answer: TallyAnswer): unknown => {
  if (answer.kind === "accepted") return { kind: answer.kind, events: answer.recorded?.events };
  return answer.kind === "refused" ? { kind: answer.kind, refusal: answer.refusal } : { kind: answer.kind };
};

/** Every command records one event or none: each that is there belongs to one command that was accepted, or to one nobody could tell about. */
const miscount = (day: Day, stream: StreamName, events: readonly RecordedEvent[]): string | null => {
  const accepted = day.answers.filter(({ answer, stream: of }) => of === stream && answer.kind === "accepted");
  const commands = new Set(accepted.map(({ commandId, answer }) => (commandId === undefined ? answer : uuidNear(stream, commandId))));
  const versions = new Set(accepted.map(({ answer }) => "version" in answer && answer.version));
  const ids = new Set(events.map(({ commandId }) => commandId));
  const lost = day.lost.filter((of) => of === stream).length;
  const fits =
    versions.size === commands.size &&
    ids.size === events.length &&
    events.length >= commands.size &&
    events.length <= commands.size + lost;
  return fits
    ? null
    : `${stream}: ${events.length} events of ${ids.size} commands; ${commands.size} accepted at ${versions.size} versions, ${lost} lost`;
};

const answered = async (handler: TallyHandler, id: string, { command, context }: { command: TallyCommand; context: CommandContext }) => {
  for (;;) {
    try {
      const answer = await handler.handle(id, command, context);
      if (answer.kind !== "contended") return answer;
    } catch {
      // Nobody knows whether it happened: with a key the same command tells, without one it is another command.
      if (context.commandId === undefined) return null;
    }
  }
};

const runDay = async (
  logs: readonly [EventLog, EventLog],
  day: readonly (typeof sent extends fc.Arbitrary<infer T> ? T : never)[],
  seed: number,
): Promise<Day> => {
  const chance = chanceOf(seed);
  const processes = logs.map((log) => tallyProcess(troubledLog(log, chance)));
  const ids = [0, 1, 2].map(() => newId("tly"));
  const told = new Map<StreamName, number>();
  const answers: Answered[] = [];
  const lost: StreamName[] = [];
  const send = async ({ tally: index, command, process, keyed, twice, isNew, afterTicks }: (typeof day)[number]) => {
    for (let ticks = afterTicks; ticks > 0; ticks -= 1) await tick();
    const id = ids[index] as string;
    const stream = streamName("default", "tally", id);
    const knownVersion = told.get(stream) ?? 0;
    const commandId = keyed ? newUuid() : undefined;
    const context = from({ isNew, ...(commandId === undefined ? {} : { commandId }) });
    const receivers = twice && keyed ? [process, 1 - process] : [process];
    await Promise.all(
      receivers.map(async (receiver) => {
        const answer = await answered(processes[receiver] as TallyHandler, id, { command, context });
        if (answer === null) return void lost.push(stream);
        if ("version" in answer) told.set(stream, Math.max(told.get(stream) ?? 0, answer.version));
        answers.push({ stream, command, commandId, answer, knownVersion });
      }),
    );
  };
  await Promise.all(day.map(send));
  return { answers, lost };
};

export const itJustifiesItsAnswers = (makeLog: MakeLog): void => {
  const sentence = "is what was decided on the state it names, recorded once and never older than what others had been told";
  it(sentence, { timeout: 30_000 }, async () => {
    const logs = await makeLog();
    const days = fc.tuple(fc.array(sent, { minLength: 1, maxLength: 60 }), fc.integer());
    await fc.assert(
      fc.asyncProperty(days, async ([day, seed]) => {
        const brought = await runDay(logs, day, seed);
        const { answers } = brought;
        const streams = new Map<StreamName, readonly RecordedEvent[]>();
        for (const { stream } of answers) if (!streams.has(stream)) streams.set(stream, await logs[0].readStream(stream, 0, 1_000));
        expect(answers.flatMap((each) => fault(each, streams.get(each.stream) ?? []) ?? [])).toEqual([]);
        expect([...streams].flatMap(([stream, events]) => miscount(brought, stream, events) ?? [])).toEqual([]);
        const twins = Map.groupBy(
          answers.filter(({ commandId }) => commandId !== undefined),
          ({ commandId }) => commandId,
        );
        for (const [, same] of twins) {
          const essence = same.map(({ answer }) => JSON.stringify({ ...answer, replayed: null, recorded: null }));
          expect(new Set(essence).size, essence.join("\n")).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
    expect(await faultsOf(logs[0])).toEqual([]);
  });
};
