import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeDrafts } from "./cluster.ts";

/** Larger than any pid: a process that has ended. */
const ended = 2 ** 30;

describe("what an initialisation leaves", () => {
  it("is removed once its process has ended, or lives on as another", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "waybill-drafts-"));
    const names = [`initialising-${ended}-a`, `initialising-${process.pid}-live`, `initialising-${process.pid}-old`, "cluster"];
    for (const name of names) await mkdir(join(dataDir, name));
    await utimes(join(dataDir, `initialising-${process.pid}-old`), 0, 0);
    await removeDrafts(dataDir);
    expect((await readdir(dataDir)).sort()).toEqual(["cluster", `initialising-${process.pid}-live`]);
    await rm(dataDir, { recursive: true });
  });
});
