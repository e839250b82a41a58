import { afterEach, describe, expect, it, vi } from "vitest";
import { instant, systemClock } from "../clock.ts";
import { identityOf } from "../command-identity.ts";
import { newUuid } from "../id.ts";
import { counting, thing } from "../testing/following-sample.ts";
import { twoPostgresLogs } from "../testing/two-postgres-logs.ts";

const make = twoPostgresLogs();
afterEach(() => vi.useRealTimers());

const hourMs = 3_600_000;
const skewed = (byMs: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + byMs });

describe("a receipt of a process whose clock is wrong", () => {
  it.each([-2 * hourMs, 2 * hourMs])("by %i ms is kept as long as it should be, by the database's clock", async (byMs) => {
    const [log] = await make();
    skewed(byMs);
    const stream = thing(1);
    // A retry of it would have been done twice.
    const asked = { merchant: "default", commandId: newUuid(), replayableForMs: hourMs };
    const { commandId, receipt } = identityOf(stream, asked, systemClock);
    const sent = { ...counting(stream, 0, ["Counted"]), commandId, receipt };
    expect(receipt?.expiresAt).toBe(systemClock.now() + hourMs);
    const over = { ...counting(thing(2), 0, ["Counted"]), commandId: newUuid() };
    const justOver = { ...over, receipt: { requestHash: newUuid(), expiresAt: instant(systemClock.now() - 1) } };
    await log.append([sent, justOver]);
    expect(await log.forgetExpiredReceipts()).toBe(1);
    expect((await log.append([sent])).map(({ kind }) => kind)).toEqual(["duplicate"]);
  });
});
