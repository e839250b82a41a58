import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryEventLog } from "./memory/event-log.ts";
import type { Message } from "./message.ts";
import { joinMessages } from "./message-chain.ts";
import { createSaidReader } from "./said-reader.ts";
import { spokenIn, workshopVoices } from "./testing/speaking/workshop.ts";

/** The messages of a partition in which each event gives rise to so many of them. */
const chainOf = async (spoken: readonly number[]): Promise<readonly Message[]> => {
  const log = createMemoryEventLog({ name: "workshop", partitions: 1 });
  await spokenIn(log, 0, spoken);
  return (await createSaidReader({ log, voices: workshopVoices() }).read(new Map([[0, 0]]), spoken.length)).messages;
};
const joined = (messages: readonly Message[], after = 0, certain = 0) => {
  const { heard, through, isBroken } = joinMessages(messages, { after, certain });
  return { heard: heard.map((ofOneEvent) => ofOneEvent.map(({ position, index }) => `${position}/${index}`)), through, isBroken };
};

describe("messages that have come", () => {
  it("are joined in order, each once, over silent events", async () => {
    const [a, b, c, d] = await chainOf([1, 0, 2, 0, 0, 1, 0]);
    const heard = [["1/0"], ["3/0", "3/1"], ["6/0"]];
    expect(joined([a!, b!, c!, d!])).toEqual({ heard, through: 6, isBroken: false });
    expect(joined([d!, c!, a!, d!, b!, b!, a!])).toEqual({ heard, through: 6, isBroken: false });
    expect(joined([a!, b!, c!, d!], 3)).toEqual({ heard: [["6/0"]], through: 6, isBroken: false });
    expect(joined([d!], 4)).toEqual({ heard: [["6/0"]], through: 6, isBroken: false });
  });

  it("end where one is missing", async () => {
    const [a, b, c, d, e] = await chainOf([1, 0, 2, 1, 1]);
    expect(joined([a!, d!, e!])).toEqual({ heard: [["1/0"]], through: 1, isBroken: true });
    expect(joined([b!, c!])).toEqual({ heard: [], through: 0, isBroken: true });
    // Half of what one event said is nothing yet.
    expect(joined([a!, b!, d!])).toEqual({ heard: [["1/0"]], through: 1, isBroken: true });
    expect(joined([a!, c!])).toEqual({ heard: [["1/0"]], through: 1, isBroken: true });
    expect(joined([a!, b!, c!, e!])).toEqual({ heard: [["1/0"], ["3/0", "3/1"]], through: 3, isBroken: true });
  });

  it("are known to be all where somebody is certain of it", async () => {
    const [a, , c] = await chainOf([1, 1, 1]);
    expect(joined([a!], 0, 9)).toEqual({ heard: [["1/0"]], through: 9, isBroken: false });
    expect(joined([], 4, 9)).toEqual({ heard: [], through: 9, isBroken: false });
    expect(joined([], 4, 2)).toEqual({ heard: [], through: 4, isBroken: false });
    expect(joined([a!, c!], 0, 9)).toEqual({ heard: [["1/0"]], through: 1, isBroken: true });
  });

  it("go on after an event that has been given words since it was passed in silence", async () => {
    const [, second] = await chainOf([1, 1]);
    expect(joined([second!], 1)).toEqual({ heard: [["2/0"]], through: 2, isBroken: false });
  });

  it("never show a gap that is none, nor hide one, whatever comes", async () => {
    const histories = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(histories, fc.infiniteStream(fc.nat(99)), fc.nat(12), async (spoken, chance, after) => {
        const all = await chainOf(spoken);
        const come = all.flatMap((message) => Array.from({ length: (chance.next().value ?? 0) % 3 }, () => message));
        come.sort(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1));
        const { heard, through, isBroken } = joinMessages(come, { after });
        const wanted = all.filter(({ position }) => position > after);
        const lost = wanted.filter((message) => !come.includes(message));
        const firstLost = Math.min(...lost.map(({ position }) => position));
        expect(heard.flat()).toEqual(wanted.filter(({ position }) => position <= through));
        expect(isBroken).toBe(come.some(({ position }) => position > after && position >= firstLost));
        expect(through).toBeLessThan(firstLost);
      }),
    );
  });
});
