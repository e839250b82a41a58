import { describe, expect, it } from "vitest";
import { sharingLookUps } from "./sharing-look-ups.ts";

/** Look-ups that end when the test says so, each with how many were made before it. */
const lookUps = () => {
  const made: { key: string; end: PromiseWithResolvers<number> }[] = [];
  const look = sharingLookUps((key: string) => {
    const end = Promise.withResolvers<number>();
    made.push({ key, end });
    return end.promise;
  });
  return { made, look };
};
const tick = () => new Promise(setImmediate);

describe("a look-up that many share", () => {
  it("is made at once for the first, and once more for all who came meanwhile", async () => {
    const { made, look } = lookUps();
    const answers = [look("a"), look("a"), look("a")];
    expect(made).toHaveLength(1);
    made[0]!.end.resolve(1);
    await tick();
    expect(made).toHaveLength(2);
    // What comes now was not there when the second began.
    const last = look("a");
    made[1]!.end.resolve(2);
    await tick();
    made[2]!.end.resolve(3);
    expect(await Promise.all([...answers, last])).toEqual([1, 2, 2, 3]);
    const fresh = look("a");
    expect(made).toHaveLength(4);
    made[3]!.end.resolve(4);
    expect(await fresh).toBe(4);
  });
  it("is another one for another thing", () => {
    const { made, look } = lookUps();
    void look("a");
    void look("b");
    expect(made.map(({ key }) => key)).toEqual(["a", "b"]);
  });
  it("fails for those who share it, and for nobody after them", async () => {
    const { made, look } = lookUps();
    const first = look("a");
    const second = look("a");
    made[0]!.end.reject(new Error("away"));
    await expect(first).rejects.toThrow("away");
    await tick();
    made[1]!.end.resolve(2);
    expect(await second).toBe(2);
    const third = look("a");
    made[2]!.end.reject(new Error("away"));
    await expect(third).rejects.toThrow("away");
  });
});
