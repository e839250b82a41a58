import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSilentPostgres } from "./testing/silent-postgres.ts";

const main = join(import.meta.dirname, "main.ts");

describe("a server that is told to stop while it waits for its database to start", () => {
  it("ends before a supervisor kills it", async () => {
    const silent = await startSilentPostgres();
    onTestFinished(silent.stop);
    const dataDir = await mkdtemp(join(tmpdir(), "waybill-stopping-"));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const child = spawn(process.execPath, [main], { env: { DATABASE_URL: silent.url, WAYBILL_DATA: dataDir, PORT: "0" } });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => (said += chunk.toString()));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await silent.asked;
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
    expect(said).toContain("stopping");
    // That would come after 15 s: the start was still under way.
    expect(said).not.toContain("has not answered");
  });
});
