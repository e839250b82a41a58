import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { systemClock } from "@waybill/kernel/clock";
import { limits } from "@waybill/kernel/limits";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { serverLimits } from "../limits.ts";
import { createAccess } from "./access.ts";
import type { KeyStore } from "./key.ts";
import { createMemoryKeys } from "./memory-keys.ts";

const never = () => new Promise<never>(() => undefined);

/** Access over a store that writes uses down like this; `use` lets a new key be used, `written` tells which keys were in each writing. */
const accessOver = (used: KeyStore["used"] = async () => {}) => {
  const memory = createMemoryKeys();
  const writing = vi.fn<KeyStore["used"]>(used);
  const access = createAccess({ ...memory, used: writing }, systemClock);
  const use = async (): Promise<string> => {
    const issued = await access.issue({ keyId: KeyId.create(), merchant: MerchantId.default, role: "staff", name: "the till" });
    if (issued.kind !== "issued") throw new Error(issued.kind);
    await access.authenticate(issued.token);
    return issued.key.keyId;
  };
  const written = () => writing.mock.calls.map(([uses]) => [...uses.keys()]);
  return { access, use, written, writing };
};

/** What comes of a flush; null as long as nothing does. */
const flushed = (flush: () => Promise<void>): { outcome: () => unknown } => {
  let outcome: unknown = null;
  void flush().then(
    () => {
      outcome = "flushed";
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  return { outcome: () => outcome };
};

beforeEach(stopTime);

describe("when keys were last used", () => {
  it("is written down once", async () => {
    const { access, use, written } = accessOver();
    const key = await use();
    await access.flush();
    await access.flush();
    expect(written()).toEqual([[key]]);
  });

  it("is written down with what came since, when a writing was never answered", async () => {
    const { access, use, written, writing } = accessOver();
    writing.mockImplementationOnce(never);
    const first = await use();
    const lost = flushed(access.flush);
    await pass(limits.logPatienceMs);
    expect(lost.outcome()).toBeInstanceOf(StoreUnavailable);
    const second = await use();
    await access.flush();
    expect(written()).toEqual([[first], [first, second]]);
  });

  it("is not given up when the database was away: the latest use counts", async () => {
    const { access, use, written, writing } = accessOver();
    writing.mockRejectedValueOnce(new StoreUnavailable("connection refused"));
    const key = await use();
    await expect(access.flush()).rejects.toBeInstanceOf(StoreUnavailable);
    await access.flush();
    expect(written()).toEqual([[key], [key]]);
  });

  it("is given up when it cannot be written: it would stand in the way of all others for ever", async () => {
    const { access, use, written, writing } = accessOver();
    writing.mockRejectedValueOnce(new TypeError("no such column"));
    const key = await use();
    await expect(access.flush()).rejects.toBeInstanceOf(TypeError);
    const other = await use();
    await access.flush();
    expect(written()).toEqual([[key], [other]]);
  });

  it("is written by one writing at a time, however often somebody asks for it", async () => {
    const { access, use, written } = accessOver(never);
    for (let asked = 0; asked < 5; asked += 1) {
      await use();
      flushed(access.flush);
      await pass(1_000);
    }
    expect(written()).toHaveLength(1);
    await pass(limits.logPatienceMs - 5_000);
    // All who came meanwhile share the next.
    expect(written()).toHaveLength(2);
    expect(written()[1]).toHaveLength(5);
  });

  it("keeps nobody who lists keys waiting for long", async () => {
    const { access, use } = accessOver(never);
    const key = await use();
    const listing = access.list(MerchantId.default);
    await pass(serverLimits.keyUseWaitMs);
    expect(await listing).toEqual([expect.objectContaining({ keyId: key })]);
  });

  it("fails a list of keys when it cannot be written for another reason than that the database is away", async () => {
    const { access, use } = accessOver(() => Promise.reject(new TypeError("no such column")));
    await use();
    await expect(access.list(MerchantId.default)).rejects.toBeInstanceOf(TypeError);
  });

  it("is in a list of keys, as it was when somebody asked for that", async () => {
    const memory = createMemoryKeys();
    const { access, use, writing } = accessOver(memory.used);
    const slow = Promise.withResolvers<void>();
    writing.mockImplementationOnce(() => slow.promise);
    await use();
    flushed(access.flush);
    await use();
    const listing = access.list(MerchantId.default);
    slow.resolve();
    await listing;
    expect(writing).toHaveBeenCalledTimes(2);
  });
});
