import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@waybill/kernel/clock";
import { DatabaseRefused } from "@waybill/kernel/postgres/durability";
import { MigrationRefused } from "@waybill/kernel/postgres/migrate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAccess } from "./access/access.ts";
import { createMemoryKeys } from "./access/memory-keys.ts";
import { ensureAdminKey } from "./admin-key.ts";
import { readableLine } from "./readable-log.ts";
import { startProblem } from "./start-problem.ts";
import { StartRefused } from "./start-refused.ts";
import { welcome } from "./welcome.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "waybill-starting-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe("the admin key", () => {
  const open = () => createAccess(createMemoryKeys(), systemClock);
  const inFile = async () => (await readFile(join(dataDir, "admin.key"), "utf8")).trim();
  const modeOf = async () => ((await stat(join(dataDir, "admin.key"))).mode & 0o777).toString(8);

  it("is made at the first start, kept where only its owner reads it, and not made again", async () => {
    const access = open();
    const made = await ensureAdminKey(access, { adminKey: null, dataDir });
    if (made.kind !== "made") throw new Error(made.kind);
    expect([await inFile(), await modeOf()]).toEqual([made.token, "600"]);
    expect(await access.authenticate(made.token)).toMatchObject({ role: "admin", merchant: "default" });
    expect(await ensureAdminKey(access, { adminKey: null, dataDir })).toEqual({ kind: "known", file: join(dataDir, "admin.key") });
    expect(await inFile()).toBe(made.token);
  });
  it("is kept to its owner even in a file that others could read", async () => {
    await writeFile(join(dataDir, "admin.key"), "old", { mode: 0o644 });
    await ensureAdminKey(open(), { adminKey: null, dataDir });
    expect(await modeOf()).toBe("600");
  });
  it("is what the environment says, and the one that it said before is void", async () => {
    const access = open();
    await ensureAdminKey(access, { adminKey: "correct-horse", dataDir });
    expect([(await access.authenticate("correct-horse"))?.role, await inFile()]).toEqual(["admin", "correct-horse"]);
    await ensureAdminKey(access, { adminKey: "battery-staple", dataDir });
    expect([await access.authenticate("correct-horse"), (await access.authenticate("battery-staple"))?.role]).toEqual([null, "admin"]);
    await ensureAdminKey(access, { adminKey: "battery-staple", dataDir });
    expect((await access.list("default")).length).toBe(1);
  });
  it("may be the one that was made at the first start, but no other key's token", async () => {
    const access = open();
    const made = await ensureAdminKey(access, { adminKey: null, dataDir });
    if (made.kind !== "made") throw new Error(made.kind);
    await ensureAdminKey(access, { adminKey: made.token, dataDir });
    expect((await access.authenticate(made.token))?.role).toBe("admin");
    const { KeyId } = await import("@waybill/contracts/vocabulary");
    const staff = await access.issue({ keyId: KeyId.create(), merchant: "default", role: "staff", name: "till" });
    if (staff.kind !== "issued") throw new Error(staff.kind);
    await expect(ensureAdminKey(access, { adminKey: staff.token, dataDir })).rejects.toThrow(StartRefused);
    expect((await access.authenticate(staff.token))?.role).toBe("staff");
  });
});

describe("what a person reads", () => {
  it("when it has started is where it is, how to get in, and what to try", () => {
    const file = join(dataDir, "admin.key");
    const made = welcome("http://127.0.0.1:4000", { kind: "made", token: "wb_x", file });
    for (const told of ["http://127.0.0.1:4000", "wb_x", `$(cat ${file})`, "curl ", "/openapi.json"]) expect(made).toContain(told);
    expect(welcome("http://x", { kind: "known", file })).toContain(file);
    expect(welcome("http://x", { kind: "known", file: join(process.cwd(), ".waybill", "admin.key") })).toContain(
      "$(cat .waybill/admin.key)",
    );
    expect(welcome("http://x", { kind: "fromEnvironment" })).toContain("$WAYBILL_ADMIN_KEY");
  });

  const config = { host: "127.0.0.1", port: 4000, databaseUrl: "postgres://me:hunter2@db.example/shop" };
  const fault = (code: string, more: object = {}) => Object.assign(new Error(`fault ${code}`), { code, ...more });
  it("when it did not start is one sentence for each cause, and no password", () => {
    const told: readonly [Error, RegExp][] = [
      [new StartRefused("PORT is bad."), /^PORT is bad\.$/],
      [new DatabaseRefused("fsync is off"), /fsync is off/],
      [new MigrationRefused("the database is newer than the code."), /newer than the code/],
      [fault("EADDRINUSE", { syscall: "listen" }), /Port 4000 on 127\.0\.0\.1 is taken/],
      [fault("EACCES", { syscall: "listen" }), /Port 4000 needs rights/],
      [fault("EADDRNOTAVAIL", { syscall: "listen" }), /cannot listen on 127\.0\.0\.1/],
      [fault("ECONNREFUSED"), /database at db\.example:5432\/shop cannot be used/],
      [fault("28P01"), /database at db\.example/],
      [fault("3D000"), /database at db\.example/],
    ];
    for (const [error, sentence] of told) {
      expect(startProblem(error, config)).toMatch(sentence);
      expect(startProblem(error, config)).not.toContain("hunter2");
    }
  });
  it("when nobody foresaw the cause is its stack", () => {
    expect(startProblem(new TypeError("x is not a function"), config)).toBeNull();
    expect(startProblem(fault("ECONNREFUSED"), { ...config, databaseUrl: null })).toBeNull();
    expect(startProblem(new StartRefused("no."), null)).toBe("no.");
  });
  it("of the log is a line for people", () => {
    const line = {
      level: 40,
      time: Date.UTC(2026, 2, 29),
      pid: 1,
      hostname: "h",
      msg: "slow",
      ms: 12.5,
      path: "/v1/orders",
      traceId: "0af",
    };
    expect(readableLine(JSON.stringify(line))).toMatch(/^\d\d:\d\d:\d\d WARN {2}slow ms=12\.5 path=\/v1\/orders\n$/);
    expect(readableLine(JSON.stringify({ ...line, err: { stack: "Error: x\n  at y" } }))).toContain("\nError: x\n  at y");
    expect(readableLine("no json")).toBe("no json");
  });
});
