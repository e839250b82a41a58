import { describe, expect, it } from "vitest";
import { instant } from "../clock.ts";
import type { RecordedEvent } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { counting, thing } from "../testing/following-sample.ts";
import { twoPostgresLogs } from "../testing/two-postgres-logs.ts";

const make = twoPostgresLogs();

describe("what a log tells of what was appended through it", () => {
  it("is what a read finds, and nothing of what others append or of what was not appended", async () => {
    const [log, other] = await make();
    const told: RecordedEvent[] = [];
    log.onRecorded?.((events) => told.push(...events));
    const receipt = { requestHash: newUuid(), expiresAt: instant(Date.now() + 60_000) };
    const first = {
      ...counting(thing(1), 0, ["Counted", "Counted"]),
      receipt,
      causation: { actor: "somebody", correlation: "c", cause: "d" },
    };
    const json = JSON.stringify({ n: 1, "ä\u2028": [{ deep: null }, -0.5, 1e21, "\\u0041"] });
    const odd = { ...counting(thing(2), 0, []), events: [{ type: "Odd", schemaVersion: 3, json }] };
    await log.append([first, odd, counting(thing(3), 0, [])]);
    await other.append([counting(thing(3), 0, ["Counted"]), counting(thing(4), 0, ["Counted"])]);
    // A duplicate and a conflict, and a chain.
    await log.append([first, counting(thing(4), 0, ["Counted"])]);
    await log.append([counting(thing(1), 2, ["Counted"]), counting(thing(1), 3, ["Counted"])]);
    const read = await log.readPartitions(new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0])), 100);
    const own = read.filter(({ stream }) => stream === thing(1) || stream === thing(2));
    const place = ({ stream, version }: RecordedEvent) => `${stream}@${version}`;
    const sorted = (events: readonly RecordedEvent[]) => events.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
    expect(own).toHaveLength(5);
    expect(sorted(told)).toEqual(sorted(own));
  });
});
