import { describe, expect, it, vi } from "vitest";
import { instant } from "./clock.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { add, from, open, tallyProcess } from "./testing/tally.ts";

describe("what a command leaves", () => {
  const now = instant(1_700_000_000_000);
  const appendOf = async (context: Parameters<typeof from>[0], command = add(1)) => {
    const inner = createMemoryEventLog({ partitions: 2 });
    await tallyProcess(inner).handle("t", open(), from());
    const append = vi.fn(inner.append);
    await tallyProcess({ ...inner, append }, { clock: { now: () => now, monotonicMs: () => 0 } }).handle("t", command, from(context));
    return append.mock.calls.flatMap(([batch]) => batch)[0];
  };
  const commandId = "0190163d-8694-739b-aea5-966c26f8ad90";

  it("is a receipt for a week where it has a key, or for as long as was asked", async () => {
    const expiry = async (context: Parameters<typeof from>[0]) => (await appendOf(context))?.receipt?.expiresAt;
    expect(await expiry({ commandId })).toBe(now + 7 * 24 * 3_600_000);
    expect(await expiry({ commandId, replayableForMs: 5 })).toBe(now + 5);
    expect(await expiry({ commandId, replayableForMs: null })).toBeNull();
  });

  it("is no receipt where nobody can ask again: what it recorded will tell", async () => {
    expect((await appendOf({}))?.receipt).toBeNull();
    expect((await appendOf({}, add(0)))?.receipt).toBeNull();
    expect((await appendOf({ commandId }, add(0)))?.receipt).not.toBeNull();
  });

  it("names the request: other text, another stream, another hash", async () => {
    const hash = async (request?: string) =>
      (await appendOf({ commandId, ...(request === undefined ? {} : { request }) }))?.receipt?.requestHash;
    expect(await hash("a")).toBe(await hash("a"));
    expect(new Set([await hash("a"), await hash("b"), await hash(), await hash(" a")]).size).toBe(4);
  });

  it("carries who and what stood behind it, and no more of its context", async () => {
    expect((await appendOf({ actor: "key_1", cause: "msg", isNew: false, request: "secret" }))?.causation).toEqual({
      actor: "key_1",
      cause: "msg",
    });
  });
});
