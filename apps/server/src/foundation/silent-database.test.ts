import { limits } from "@waybill/kernel/limits";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { describe, expect, it, onTestFinished } from "vitest";
import { StartRefused } from "../start-refused.ts";
import { startSilentPostgres } from "../testing/silent-postgres.ts";
import { openPostgresFoundation } from "./postgres-foundation.ts";

describe("a start on a database that lets everybody in and never answers", () => {
  it("says so after a while, instead of saying nothing for ever", async () => {
    const silent = await startSilentPostgres();
    onTestFinished(silent.stop);
    stopTime();
    let outcome: unknown = null;
    void openPostgresFoundation({ url: silent.url, unsafe: false, warn: () => {} }).catch((error: unknown) => {
      outcome = error;
    });
    // The driver begins to connect with a timer.
    await pass(1);
    await silent.asked;
    await pass(limits.logPatienceMs + limits.disconnectMs);
    expect(outcome).toBeInstanceOf(StartRefused);
  });
});
