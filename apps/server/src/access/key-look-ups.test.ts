import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { systemClock } from "@waybill/kernel/clock";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { serverLimits } from "../limits.ts";
import { createAccess } from "./access.ts";
import type { KeyStore } from "./key.ts";
import { createMemoryKeys } from "./memory-keys.ts";

const { keyLookUpMs, unansweredLookUps, keyLookUpTryMs } = serverLimits;
const never = () => new Promise<never>(() => undefined);
const answers = async () => null;

/** Access over a store that looks keys up like this, and what becomes of looking another key up each time. */
const accessOver = (find: KeyStore["find"]) => {
  const asked = vi.fn<KeyStore["find"]>(find);
  const access = createAccess({ ...createMemoryKeys(), find: asked }, systemClock);
  let looked = 0;
  const look = () => {
    looked += 1;
    const outcome = vi.fn();
    access.authenticate(`token ${looked}`).then(outcome, outcome);
    return { outcome: () => outcome.mock.calls[0]?.[0] };
  };
  const lookInVain = async (times: number) => {
    for (let time = 0; time < times; time += 1) look();
    await pass(keyLookUpMs);
  };
  return { asked, look, lookInVain };
};

beforeEach(stopTime);

describe("looking up whose key it is", () => {
  it("keeps nobody waiting for long", async () => {
    const { look } = accessOver(never);
    const looked = look();
    await pass(keyLookUpMs - 1);
    expect(looked.outcome()).toBeUndefined();
    await pass(1);
    expect(looked.outcome()).toBeInstanceOf(StoreUnavailable);
  });

  it("leaves a database alone that has not answered for long: the driver would keep a question of every request", async () => {
    const { asked, look, lookInVain } = accessOver(never);
    await lookInVain(unansweredLookUps);
    const refused = Array.from({ length: 5 }, look);
    await pass(0);
    expect(refused.map(({ outcome }) => outcome())).toEqual(Array(5).fill(expect.any(StoreUnavailable)));
    expect(asked).toHaveBeenCalledTimes(unansweredLookUps);
  });

  it("tries it now and then, and goes on when it is answered", async () => {
    const { asked, look, lookInVain } = accessOver(never);
    await lookInVain(unansweredLookUps);
    await pass(keyLookUpTryMs);
    asked.mockImplementation(answers);
    const [trying, other] = [look(), look()];
    await pass(0);
    expect([trying.outcome(), other.outcome()]).toEqual([null, expect.any(StoreUnavailable)]);
    const next = Array.from({ length: 5 }, look);
    await pass(0);
    expect(next.map(({ outcome }) => outcome())).toEqual(Array(5).fill(null));
  });

  it("asks on as long as some are answered: a single connection may be lost, with all that was asked on it", async () => {
    const { asked, look } = accessOver(never);
    const lost = Array.from({ length: unansweredLookUps }, look);
    await pass(1);
    asked.mockImplementation(answers);
    look();
    await pass(keyLookUpMs);
    expect(lost.map(({ outcome }) => outcome())).toEqual(lost.map(() => expect.any(StoreUnavailable)));
    const looked = look();
    await pass(0);
    expect(looked.outcome()).toBeNull();
  });

  it("asks on where it is told at once that the database is away: nothing piles up there", async () => {
    const { asked, look } = accessOver(() => Promise.reject(new StoreUnavailable("connection refused")));
    // Right after the last of them: none would be tried yet.
    for (let time = 0; time < unansweredLookUps; time += 1) look();
    await pass(0);
    look();
    expect(asked).toHaveBeenCalledTimes(unansweredLookUps + 1);
  });
});
