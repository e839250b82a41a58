import { describe, expect, it } from "vitest";
import { boundedCalls, inOrder } from "./in-flight.ts";

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("bounded calls", () => {
  it("run at once up to the limit, others in the order they came", async () => {
    const bounded = boundedCalls(3);
    const began: number[] = [];
    const ends: (() => void)[] = [];
    const calls = [0, 1, 2, 3, 4].map((call) =>
      bounded(async () => {
        began.push(call);
        await new Promise<void>((end) => ends.push(end));
        return call;
      }),
    );
    await tick();
    expect(began).toEqual([0, 1, 2]);
    ends[1]?.();
    await tick();
    expect(began).toEqual([0, 1, 2, 3]);
    while (ends.length < 5) {
      for (const end of ends) end();
      await tick();
    }
    ends[4]?.();
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4]);
  });

  it("begin none after one has thrown", async () => {
    const bounded = boundedCalls(1);
    let begun = 0;
    const calls = [1, 2, 3].map(() =>
      bounded(async () => {
        begun += 1;
        throw new Error("the database is gone");
      }),
    );
    const ends = await Promise.allSettled(calls);
    expect(begun).toBe(1);
    expect(ends).toEqual(Array.from({ length: 3 }, () => ({ status: "rejected", reason: new Error("the database is gone") })));
  });
});

describe("answers in order", () => {
  it("are taken as asked, however they come, and no more than the limit are waited for", async () => {
    const taken: string[] = [];
    const answers = inOrder<string>(2, async (answer) => void taken.push(answer));
    const slow = Promise.withResolvers<string>();
    await answers.add(slow.promise);
    await answers.add(Promise.resolve("second"));
    let added = false;
    const third = answers.add(Promise.resolve("third")).then(() => {
      added = true;
    });
    await tick();
    expect([taken, added]).toEqual([[], false]);
    slow.resolve("first");
    await third;
    expect(taken).toEqual(["first"]);
    await answers.drain();
    expect(taken).toEqual(["first", "second", "third"]);
  });

  it("throw when a failed one's turn comes", async () => {
    const taken: string[] = [];
    const answers = inOrder<string>(8, async (answer) => void taken.push(answer));
    await answers.add(Promise.resolve("first"));
    await answers.add(Promise.reject(new Error("no")));
    await answers.add(Promise.resolve("third"));
    await expect(answers.drain()).rejects.toThrow("no");
    await answers.abandon();
    expect(taken).toEqual(["first"]);
  });
});
