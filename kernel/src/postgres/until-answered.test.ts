import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogUnavailable } from "../event-log.ts";
import { limits } from "../limits.ts";
import { createUntilAnswered } from "./until-answered.ts";

const failure = (code: string) => Object.assign(new Error(code), { code });
const lost = failure("CONNECTION_CLOSED");
/** What becomes of a promise within so many milliseconds: its value, its error, or nothing yet. */
const within = async (promise: Promise<unknown>, ms: number): Promise<unknown> => {
  const settled = vi.fn();
  void promise.then(settled, settled);
  await vi.advanceTimersByTimeAsync(ms);
  return settled.mock.calls[0]?.[0] ?? "nothing yet";
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("asking until there is an answer", () => {
  it("asks once when the answer comes", async () => {
    const ask = vi.fn(async () => "answer");
    expect(await createUntilAnswered()(ask)).toBe("answer");
    expect(ask).toHaveBeenCalledOnce();
  });

  it.each([
    ...["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "CONNECT_TIMEOUT", "ECONNREFUSED", "ECONNRESET", "EPIPE"],
    ...[
      "ETIMEDOUT",
      "EHOSTUNREACH",
      "ENETUNREACH",
      "ENOTFOUND",
      "EAI_AGAIN",
      "ENOENT",
      "08006",
      "08P01",
      "57P01",
      "57P02",
      "57P03",
      "57P05",
    ],
    ...["53300", "25006"],
  ])("asks again after %s", async (code) => {
    const ask = vi.fn(async () => "answer").mockRejectedValueOnce(failure(code));
    expect(await within(createUntilAnswered()(ask), limits.resendPauseMs)).toBe("answer");
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it.each(["23505", "22P02", "XX001", "57014", "40P01", "53100", "UNSAFE_TRANSACTION", ""])(
    "tells %j at once: asking again would not help",
    async (code) => {
      const ask = vi.fn(async () => "answer").mockRejectedValueOnce(failure(code));
      await expect(createUntilAnswered()(ask)).rejects.toThrow(code);
      expect(ask).toHaveBeenCalledOnce();
    },
  );

  it("asks a little later each time, up to a limit, until its patience ends", async () => {
    const askedAt: number[] = [];
    const startedAt = Date.now();
    const ask = () => {
      askedAt.push(Date.now() - startedAt);
      return Promise.reject(lost);
    };
    const answer = createUntilAnswered()(ask);
    expect(await within(answer, 2 * limits.logPatienceMs)).toBeInstanceOf(LogUnavailable);
    await expect(answer).rejects.toMatchObject({ name: "LogUnavailable", cause: lost });
    expect(askedAt.slice(0, 7)).toEqual([0, 50, 150, 350, 750, 1_250, 1_750]);
    expect(askedAt.at(-1)).toBeLessThan(limits.logPatienceMs);
    expect(askedAt.at(-1)).toBeGreaterThan(limits.logPatienceMs - 2 * limits.resendPauseMaxMs);
  });

  it("waits for an answer that does not come only so long", async () => {
    const untilAnswered = createUntilAnswered();
    expect(
      await within(
        untilAnswered(() => new Promise(() => undefined)),
        limits.logPatienceMs - 1,
      ),
    ).toBe("nothing yet");
    expect(
      await within(
        untilAnswered(() => new Promise(() => undefined)),
        limits.logPatienceMs,
      ),
    ).toBeInstanceOf(LogUnavailable);
  });

  it("does not ask again for somebody who has gone", async () => {
    const asked = Promise.withResolvers<string>();
    const ask = vi.fn(() => asked.promise);
    expect(await within(createUntilAnswered()(ask), limits.logPatienceMs)).toBeInstanceOf(LogUnavailable);
    asked.reject(lost);
    await vi.advanceTimersByTimeAsync(limits.logPatienceMs);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("refuses at once while too many questions stand open that nobody waits for, and takes them again when they are answered", async () => {
    const untilAnswered = createUntilAnswered();
    const answers = Promise.withResolvers<string>();
    const given = Array.from({ length: limits.abandonedQuestions }, () => untilAnswered(() => answers.promise).catch(() => "given up"));
    expect(await within(Promise.all(given), limits.logPatienceMs)).toContain("given up");
    const ask = vi.fn(async () => "answer");
    await expect(untilAnswered(ask)).rejects.toThrow(LogUnavailable);
    expect(ask).not.toHaveBeenCalled();
    answers.resolve("late");
    await vi.advanceTimersByTimeAsync(0);
    expect(await untilAnswered(ask)).toBe("answer");
  });

  it("lets one question try now and then, though those never end, and takes them again when it is answered", async () => {
    const untilAnswered = createUntilAnswered();
    const never = () => untilAnswered(() => new Promise(() => undefined)).catch(() => "given up");
    const given = Array.from({ length: limits.abandonedQuestions }, never);
    await within(Promise.all(given), limits.logPatienceMs);
    const ask = vi.fn(async () => "answer");
    await expect(untilAnswered(ask)).rejects.toThrow(LogUnavailable);
    await vi.advanceTimersByTimeAsync(limits.abandonedTryMs);
    const trying = never();
    await expect(untilAnswered(ask)).rejects.toThrow(LogUnavailable);
    await vi.advanceTimersByTimeAsync(limits.abandonedTryMs);
    expect([await trying, ask.mock.calls.length]).toEqual(["given up", 0]);
    expect([await untilAnswered(ask), await untilAnswered(ask)]).toEqual(["answer", "answer"]);
  });

  it("refuses nobody while others are answered", async () => {
    const untilAnswered = createUntilAnswered();
    for (let number = 0; number < 2 * limits.abandonedQuestions; number += 1) {
      const given = untilAnswered(() => new Promise(() => undefined));
      expect(await within(given, limits.logPatienceMs)).toBeInstanceOf(LogUnavailable);
      expect(await untilAnswered(async () => "answer")).toBe("answer");
    }
  });
});
