import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CannotGoOn } from "./cannot-go-on.ts";
import type { SinkOptions } from "./sinks/open-sink.ts";
import { memorySink } from "./testing/memory-sink.ts";
import { csvLine, header, oddOrdersPath } from "./testing/odd-orders.ts";
import { importOf, waybill } from "./testing/run-waybill.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the command line", () => {
  it("shows what there is when asked, and exits 0", async () => {
    expect(await waybill(["--help"])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("import ") });
    const { exitCode, stdout } = await waybill(["import", "orders", "--help"]);
    expect(exitCode).toBe(0);
    for (const word of ["<files...>", "--format", "--rejects", "--url", "--key", "WAYBILL_KEY", "--json", "online-retail"])
      expect(stdout).toContain(word);
    const reincarnate = await waybill(["log", "reincarnate", "--help"]);
    for (const word of ["<contexts...>", "--yes", "--json"]) expect(reincarnate.stdout).toContain(word);
  });

  it("exits 2 and says how it is used when it does not understand", async () => {
    expect(await waybill([])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Usage: waybill") });
    expect(await waybill(["improt"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("unknown command 'improt'") });
    expect(await waybill(["improt"])).toMatchObject({ stderr: expect.stringContaining("Usage: waybill") });
    for (const [args, said] of [
      [["import", "orders", "--format", "online-retail"], "missing required argument 'files'"],
      [["import", "orders", "a.csv"], "--format <name>' not specified"],
      [["import", "orders", "a.csv", "--format", "x"], "Known formats: online-retail"],
      [importOf("a.csv", "--encoding", "klingon"), "windows-1252"],
      [importOf("a.csv", "--url", "localhost"), "Not a URL like http://"],
      [importOf("a.csv", "--url", "http://localhost:4000"), "--url needs a staff key"],
      [importOf("a.csv", "--rejects", "./a.csv"), "names the imported file itself"],
      [importOf("a.csv", "b.csv", "--rejects", "c.csv"), "there are several files"],
    ] as const) {
      expect(await waybill(args)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(said) });
    }
  });

  it("exits 1 and says what is wrong when it cannot go on", async () => {
    expect(await waybill(importOf(join(folder, "none.csv")))).toEqual(
      expect.objectContaining({ exitCode: 1, stderr: `There is no file ${folder}/none.csv.\n` }),
    );
    const rejects = join(folder, "busy.csv");
    const busy = await waybill(importOf(oddOrdersPath, "--rejects", rejects), async () => {
      throw new CannotGoOn("A server runs on this folder: use --url.");
    });
    expect(busy).toMatchObject({ exitCode: 1, stdout: "", stderr: "A server runs on this folder: use --url.\n" });
    expect(await readdir(folder)).toEqual([]);
  });

  it("shows a fault of ours with its stack", async () => {
    const { exitCode, stderr } = await waybill(importOf(oddOrdersPath, "--rejects", join(folder, "fault.csv")), async () => {
      throw new TypeError("undefined is not a function");
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^This should not have happened:\nTypeError: undefined is not a function\n {4}at /);
  });
});

describe("waybill import orders", () => {
  it("exits 1 where no line of a file could be brought in, and says where to look", async () => {
    const file = join(folder, "american.csv");
    await writeFile(file, header + csvLine("1").replace("2010-12-01 08:26:00", "12/1/2010 8:26"));
    const { exitCode, stderr, stdout } = await waybill(importOf(file));
    expect([exitCode, stderr]).toEqual([
      1,
      `None of its lines could be brought in: ${file}.rejects.csv says why, and --help what is expected.\n`,
    ]);
    expect(stdout).toContain("TimeIsNotReadable");
  });

  it("ends with one line of JSON when asked", async () => {
    const rejects = join(folder, "odd.rejects.csv");
    const { exitCode, stdout, stderr } = await waybill(importOf(oddOrdersPath, "--rejects", rejects, "--json"));
    expect([exitCode, stderr]).toEqual([0, ""]);
    const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    expect(report).toMatchObject({
      file: oddOrdersPath,
      format: "online-retail",
      complete: true,
      lines: 33,
      invoices: 21,
      cancelInvoices: 1,
      adjustmentInvoices: 2,
      netGbp: "77.24",
      cancelledGbp: "-27.50",
      units: 39,
      skus: 13,
      linesWithoutCustomer: 13,
      ordersPlaced: 8,
      ordersSkipped: 0,
      ordersRefused: 0,
      productsCreated: 9,
      rejectedLines: 19,
      returnsPlaced: 1,
      creditNotesPlaced: 1,
      matched: { lines: 0, units: 0, netGbp: "0.00" },
      unmatched: { NeverBoughtBefore: { lines: 1, units: -1, netGbp: "-27.50" } },
      adjustmentsPlaced: 1,
      adjusted: { lines: 1, units: -10, netGbp: "0.00" },
      rejectsFile: rejects,
    });
    expect(report.rejected).toMatchObject({
      InvoiceIsAnAdjustment: { lines: 2, units: 2, netGbp: "0.00" },
      QuantityIsNegative: { lines: 1, units: -1, netGbp: "-1.95" },
      TooFewColumns: { lines: 2, units: 0, netGbp: "0.00" },
    });
    for (const figure of ["ordersPerSecond", "linesPerSecond", "peakRssMb"]) expect(report[figure]).toBeGreaterThan(0);
  });

  it("lists the rejects beside the file, the same on every run", async () => {
    const file = join(folder, "odd.csv");
    await writeFile(file, await readFile(oddOrdersPath));
    const { sink } = memorySink();
    const runs = [await waybill(importOf(file), async () => sink), await waybill(importOf(file), async () => sink)];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(runs[0]?.stdout).toContain("8 placed, 0 placed before, 0 refused");
    expect(runs[1]?.stdout).toContain("0 placed, 8 placed before, 0 refused");
    const rejects = await readFile(`${file}.rejects.csv`, "utf8");
    expect(rejects.split("\n").slice(0, 2)).toEqual([
      `Line,Reason,${header.trim()}`,
      "9,InvoiceIsAnAdjustment,A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom",
    ]);
    await waybill(importOf(file), async () => memorySink().sink);
    expect(await readFile(`${file}.rejects.csv`, "utf8")).toBe(rejects);
  });

  it("says how to go on when it was stopped, and leaves the rejects of the last whole run", async () => {
    const file = join(folder, "stopped.csv");
    const rejects = join(folder, "stopped.rejects.csv");
    await writeFile(file, header + csvLine("1"));
    await writeFile(rejects, "of the last run");
    const { exitCode, stdout, stderr } = await waybill(importOf(file, "--json", "--rejects", rejects), async (_, stop) => {
      stop();
      return memorySink().sink;
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, ordersPlaced: 0 });
    expect(stderr).toContain("Ctrl-C again stops at once");
    expect(stderr).toContain("Run the same command again to go on");
    expect(await readFile(rejects, "utf8")).toBe("of the last run");
  });

  it("reports what was done before it failed", async () => {
    const file = join(folder, "failed.csv");
    await writeFile(file, header + csvLine("1") + csvLine("2"));
    const failing = memorySink({
      importOrder: async ({ externalId }) => {
        if (externalId === "2") throw new CannotGoOn("The database is gone.");
        return null;
      },
    });
    const { exitCode, stdout, stderr } = await waybill(importOf(file, "--json"), async () => failing.sink);
    expect([exitCode, stderr]).toEqual([1, "The database is gone.\n"]);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, ordersPlaced: 1 });
    expect(await readdir(folder)).not.toContain("failed.csv.rejects.csv");
  });

  it("hands url, key and merchant to whoever opens the way in", async () => {
    const seen: SinkOptions[] = [];
    const args = importOf(
      oddOrdersPath,
      "--rejects",
      join(folder, "url.csv"),
      "--url",
      "http://127.0.0.1:1",
      "--key",
      "k",
      "--merchant",
      "mer_1",
    );
    await waybill(args, async (options) => {
      seen.push(options);
      return memorySink().sink;
    });
    expect(seen).toEqual([expect.objectContaining({ url: "http://127.0.0.1:1", key: "k", merchant: "mer_1" })]);
  });
});
