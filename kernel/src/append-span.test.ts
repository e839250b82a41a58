import { trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { createCommitter, type Settlement } from "./committer.ts";
import { type EventLog, LogUnavailable } from "./event-log.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { many } from "./testing/committing.ts";
import { recordSpans } from "./testing/recorded-spans.ts";

const spans = recordSpans();

/** Appends three commands at once in a recorded trace; `culprit` is the one of them that the log raises `error` at, null for any. */
const appendThree = async (error: Error | null, culprit: number | null) => {
  const memory = createMemoryEventLog({ partitions: 2 });
  const commands = many(memory, 3);
  const raises = (given: Parameters<EventLog["append"]>[0]): boolean =>
    culprit === null || given.some(({ stream }) => stream === commands[culprit]?.stream);
  const log: EventLog = {
    ...memory,
    append: async (given) => {
      if (error !== null && raises(given)) throw error;
      return memory.append(given);
    },
  };
  const { submit } = createCommitter(log);
  const span = trace.getTracer("a test").startSpan("a command");
  const settled = await Promise.all(
    commands.map((append) => new Promise<Settlement>((settle) => submit({ append, span, isStale: () => false, settle }))),
  );
  await new Promise(setImmediate);
  const recorded = spans.findLast(({ name }) => name === "append memory");
  return { kinds: settled.map(({ kind }) => kind), recorded };
};

const raised = (code: string, more: ErrorOptions = {}): Error => Object.assign(new Error("said in words", more), { code });

describe("the span of an append", () => {
  it("tells what the database answered when the append failed, as the conventions for databases have it", async () => {
    const { kinds, recorded } = await appendThree(raised("42883"), 1);
    expect(kinds).toEqual(["appended", "failed", "appended"]);
    expect(recorded).toMatchObject({
      hasFailed: true,
      hasEnded: true,
      attributes: { "db.response.status_code": "42883", "error.type": "42883", "db.operation.batch.size": 3 },
    });
    expect(JSON.stringify(recorded)).not.toContain("said in words");
  });

  it("tells what the database answered last when it is away", async () => {
    const away = new LogUnavailable("not answered", { cause: raised("57P03") });
    const { kinds, recorded } = await appendThree(away, null);
    expect(kinds).toEqual(["failed", "failed", "failed"]);
    expect(recorded).toMatchObject({ hasFailed: true, attributes: { "db.response.status_code": "57P03", "error.type": "57P03" } });
  });

  it.each([new LogUnavailable("gone", { cause: raised("EPIPE") }), new LogUnavailable("gone", { cause: raised("CONNECTION_CLOSED") })])(
    "tells only the error's name when the database answered nothing",
    async (error) => {
      const { recorded } = await appendThree(error, null);
      expect(recorded).toMatchObject({ hasFailed: true, attributes: { "error.type": "LogUnavailable" } });
      expect(recorded?.attributes).not.toHaveProperty("db.response.status_code");
    },
  );

  it("has not failed when it was done", async () => {
    const { kinds, recorded } = await appendThree(null, null);
    expect([kinds, recorded?.hasFailed]).toEqual([["appended", "appended", "appended"], false]);
    for (const name of ["db.response.status_code", "error.type"]) expect(recorded?.attributes).not.toHaveProperty(name);
  });
});
