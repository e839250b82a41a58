import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { askId } from "../saga-at-work.ts";
import { entriesOf } from "../saga-entries.ts";
import { eventually } from "../testing/eventually.ts";
import { kitRequested } from "../testing/example-messages.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { twoThatDie } from "../testing/keep-alive.ts";
import { postingOnPostgres, postingProcess, preparePosting } from "../testing/posting-process.ts";

const make = followingSchemas(2);
const leaseMs = 600;

describe("an effect on PostgreSQL", () => {
  it("is done once for each ask, while two processes are killed at any moment of their work", async () => {
    const { url, schema, pools } = await make();
    await preparePosting(pools[0], schema);
    const its = await postingOnPostgres(pools[0], schema);
    const { posting } = postingProcess(its);
    const processes = twoThatDie("posting-follower.ts", [url, schema, String(leaseMs)]);
    let asked = 0;
    while (processes.deaths() < 8) {
      asked += 1;
      await posting.tellMessage(kitRequested(`r${asked}${asked % 5 === 0 ? "-refused" : ""}`, asked), "hearing");
      await sleep(30);
    }
    processes.spare();
    expect(asked).toBeGreaterThan(20);
    const all = async (type: string) => {
      const events = await its.log.readPartitions(
        new Map([
          [0, 0],
          [1, 0],
        ]),
        1_000_000,
      );
      return events.flatMap(entriesOf).filter((event) => event.type === type);
    };
    // What waits long by now is hurried, as an operator would.
    const hurry = async () => {
      for (const { subscription, key } of await its.parking.list(1_000)) await its.parking.retry(subscription, key);
    };
    await eventually(
      "every ask is answered",
      async () => {
        await hurry();
        await sleep(300);
        return (await all("Answered")).length === asked;
      },
      60_000,
    );
    const refused = Math.floor(asked / 5);
    expect([(await all("LetterPosted")).length, (await all("LetterNotPosted")).length]).toEqual([asked - refused, refused]);
    const wanted = (await all("Asked")).filter(({ data }) => !String(data.id).endsWith("refused"));
    expect((await its.letters.posted()).toSorted()).toEqual(wanted.map(({ stream, version }) => askId(stream, version)).toSorted());
  });
});
