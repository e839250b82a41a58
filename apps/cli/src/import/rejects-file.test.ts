import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CsvRow } from "./csv-rows.ts";
import { openRejectsFile } from "./rejects-file.ts";
import type { Reject } from "./verdict.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-rejects-"));
});
afterAll(() => rm(folder, { recursive: true }));

const row = (line: number, text: string, fault: CsvRow["fault"] = null): CsvRow => ({ line, text, cells: [], fault });
const reject = (csv: CsvRow): Reject => ({
  row: { row: csv, invoice: null, fault: csv.fault ?? "TooFewColumns" },
  reason: csv.fault ?? "TooFewColumns",
});

describe("a rejects file", () => {
  it("lists the rows as they stood, those with broken quotes in one cell, and is there only when kept", async () => {
    const path = join(folder, "kept.csv");
    await writeFile(path, "of an earlier run");
    {
      await using rejects = await openRejectsFile(path);
      rejects.begin(row(1, "InvoiceNo,StockCode"));
      await rejects.add([reject(row(2, '536365,"a, b"')), reject(row(3, '536365,"a', "QuoteIsNotClosed"))]);
      expect(await readFile(path, "utf8")).toBe("of an earlier run");
      await rejects.keep();
    }
    expect(await readFile(path, "utf8")).toBe(
      'Line,Reason,InvoiceNo,StockCode\n2,TooFewColumns,536365,"a, b"\n3,QuoteIsNotClosed,"536365,""a"\n',
    );
    expect(await readdir(folder)).toEqual(["kept.csv"]);
  });

  it("leaves what an earlier run wrote when it is not kept, and nothing beside it", async () => {
    const path = join(folder, "kept.csv");
    const before = await readFile(path, "utf8");
    {
      await using rejects = await openRejectsFile(path);
      await rejects.add([reject(row(2, "x".repeat(100_000)))]);
    }
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(folder)).toEqual(["kept.csv"]);
  });

  it("removes what a killed run left, and nothing of one that runs", async () => {
    const path = join(folder, "kept.csv");
    // No process has the first number: Linux stops at 4,194,304. The second runs these tests.
    for (const name of ["kept.csv.99999999.part", `kept.csv.${process.ppid}.part`]) await writeFile(join(folder, name), "");
    {
      await using _ = await openRejectsFile(path);
    }
    expect(await readdir(folder)).toEqual(["kept.csv", `kept.csv.${process.ppid}.part`]);
    await rm(join(folder, `kept.csv.${process.ppid}.part`));
  });

  it("says at once when it cannot be written", async () => {
    await expect(openRejectsFile(join(folder, "no", "such", "folder.csv"))).rejects.toThrow("--rejects PATH");
  });
});
