import { describe, expect, it, onTestFinished, vi } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { gather } from "./gather.ts";
import { limits } from "./limits.ts";

const asking = (most = 100, atOnce = 1) => {
  const asked: (readonly number[])[] = [];
  const answers: (() => void)[] = [];
  const ask = gather(
    async (questions: readonly number[]) => {
      asked.push(questions);
      await new Promise<void>((resolve) => answers.push(resolve));
      return questions.map((question) => question * 10);
    },
    { most, atOnce },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, asked, turn, answer: async () => [answers.shift()?.(), await turn()] };
};

describe("questions that are gathered", () => {
  it("are asked together when they come in one turn, and each gets its own answer", async () => {
    const { ask, asked, turn, answer } = asking();
    const all = Promise.all([ask(1), ask(2), ask(3)]);
    await turn();
    expect(asked).toEqual([[1, 2, 3]]);
    await answer();
    expect(await all).toEqual([10, 20, 30]);
  });

  it("wait while as many askings as may be are under way, and are then asked together", async () => {
    const { ask, asked, turn, answer } = asking();
    const first = ask(1);
    await turn();
    const later = Promise.all([ask(2), ask(3)]);
    await turn();
    expect(asked).toEqual([[1]]);
    await answer();
    expect(asked).toEqual([[1], [2, 3]]);
    await answer();
    expect([await first, await later]).toEqual([10, [20, 30]]);
  });

  it("are asked beside one another as far as allowed, and no more at once than fit", async () => {
    const { ask, asked, turn, answer } = asking(2, 2);
    const first = Promise.all([ask(1), ask(2), ask(3)]);
    await turn();
    const second = ask(4);
    await turn();
    expect(asked).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await answer();
    await answer();
    expect([await first, await second]).toEqual([[10, 20, 30], 40]);
  });

  it("fail together, and those that come later do not", async () => {
    let fails = true;
    const ask = gather(
      async (questions: readonly number[]) => {
        if (fails) throw new Error("away");
        return questions;
      },
      { most: 10 },
    );
    const failed = await Promise.allSettled([ask(1), ask(2)]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await ask(3)).toBe(3);
  });

  it("are told when they got no answer", async () => {
    await expect(gather(async () => [], { most: 10 })(1)).rejects.toThrow("0 answers came to 1 questions");
  });

  it("fail when nothing is answered for long, and those that come later are asked all the same", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { ask, asked, turn, answer } = asking();
    const first = ask(1).catch((error: unknown) => error);
    await turn();
    const second = ask(2);
    await vi.advanceTimersByTimeAsync(limits.logPatienceMs);
    expect(await Promise.race([first, turn()])).toBeInstanceOf(StoreUnavailable);
    expect(asked).toEqual([[1], [2]]);
    await answer();
    await answer();
    expect(await second).toBe(20);
  });
});
