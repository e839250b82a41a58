import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memorySink } from "../testing/memory-sink.ts";
import { importOf, waybill } from "../testing/run-waybill.ts";

const folder = fileURLToPath(new URL("../../../../../shared/data/orders/", import.meta.url));
const there = existsSync(folder);
const totals = there ? JSON.parse(readFileSync(join(folder, "uci-monthly-totals.json"), "utf8")) : {};

let rejectsFolder: string;
beforeAll(async () => {
  rejectsFolder = await mkdtemp(join(tmpdir(), "waybill-real-"));
});
afterAll(() => rm(rejectsFolder, { recursive: true }));

/** Amounts with up to two decimals, in whole pence. */
const pence = (...amounts: readonly string[]): number => amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0);

describe.skipIf(!there)(`real orders${there ? "" : " (left out: the real files are not at ../shared/data/orders)"}`, () => {
  it.for([
    ["2010-12", 1629, { returnsPlaced: 326, adjustmentsPlaced: 70, matched: { lines: 299 } }],
    ["2011-01", 1120, { returnsPlaced: 260, adjustmentsPlaced: 96, matched: { lines: 307 } }],
  ] as const)("of %s come out to the penny, and a second run adds nothing", async ([month, orders, returned]) => {
    const { sink, creditNotes } = memorySink();
    const rejects = join(rejectsFolder, `${month}.csv`);
    const run = async () => {
      const file = join(folder, `online-retail-${month}.csv.gz`);
      const { exitCode, stdout } = await waybill(importOf(file, "--json", "--rejects", rejects), async () => sink);
      expect(exitCode).toBe(0);
      return { report: JSON.parse(stdout), rejects: await readFile(rejects, "utf8") };
    };

    const first = await run();
    const { lines, invoices, cancelInvoices, netGbp, cancelledGbp, units, skus, linesWithoutCustomer } = first.report;
    expect({
      lines,
      invoices,
      cancel_invoices: cancelInvoices,
      net_gbp: netGbp,
      cancelled_gbp: cancelledGbp,
      units,
      skus,
      lines_without_customer: linesWithoutCustomer,
    }).toEqual(totals[month]);
    expect(first.report).toMatchObject({ ordersPlaced: orders, ordersSkipped: 0, ordersRefused: 0, rejectedLines: 0 });
    // Every line became something, and all of it together is what the file is worth.
    const { ordered, matched, unmatched, adjusted } = first.report;
    const parts = [ordered, matched, adjusted, ...Object.values<typeof ordered>(unmatched)];
    expect(parts.reduce((sum, part) => sum + part.lines, 0)).toBe(lines);
    expect(pence(...parts.map((part) => part.netGbp))).toBe(pence(netGbp));
    const credited = [...creditNotes.values()].flatMap((note) => note.lines);
    const creditedPence = credited.reduce((sum, { quantity, unitPrice }) => sum + quantity * pence(unitPrice.amount), 0);
    expect(-creditedPence).toBe(pence(cancelledGbp));
    expect(first.report).toMatchObject(returned);
    expect(first.rejects.split("\n")).toHaveLength(first.report.rejectedLines + 2);

    const second = await run();
    expect(second.report).toMatchObject({ ordersPlaced: 0, ordersSkipped: orders, productsCreated: 0 });
    expect(second.report).toMatchObject({ returnsPlaced: 0, creditNotesPlaced: 0, adjustmentsPlaced: 0, matched, unmatched });
    expect(second.rejects).toBe(first.rejects);
  });

  it("of both months together find in December what came back in January", async () => {
    const { sink, creditNotes } = memorySink();
    const links = await Promise.all(
      ["2010-12", "2011-01"].map(async (month) => {
        const link = join(rejectsFolder, `${month}.csv.gz`);
        await symlink(join(folder, `online-retail-${month}.csv.gz`), link);
        return link;
      }),
    );
    const { stdout } = await waybill([...importOf(links[0] ?? "", "--json"), ...links.slice(1)], async () => sink);
    const reports = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(reports).toMatchObject([{ matched: { lines: 299 } }, { matched: { lines: 487, netGbp: "-87894.06" } }]);
    const both = Object.values<{ net_gbp: string; cancelled_gbp: string }>(totals);
    expect(pence(...reports.map(({ netGbp }) => netGbp))).toBe(pence(...both.map((month) => month.net_gbp)));
    const credited = [...creditNotes.values()].flatMap((note) => note.lines);
    const creditedPence = credited.reduce((sum, { quantity, unitPrice }) => sum + quantity * pence(unitPrice.amount), 0);
    expect(-creditedPence).toBe(pence(...both.map((month) => month.cancelled_gbp)));
  });
});
