import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWaybill } from "../program.ts";
import { memorySink } from "../testing/memory-sink.ts";

const folder = fileURLToPath(new URL("../../../../../shared/data/orders/", import.meta.url));
const there = existsSync(folder);
const totals = there ? JSON.parse(readFileSync(join(folder, "uci-monthly-totals.json"), "utf8")) : {};

let rejectsFolder: string;
beforeAll(async () => {
  rejectsFolder = await mkdtemp(join(tmpdir(), "waybill-real-"));
});
afterAll(() => rm(rejectsFolder, { recursive: true }));

describe.skipIf(!there)(`real orders${there ? "" : " (left out: the real files are not at ../shared/data/orders)"}`, () => {
  it.for([
    ["2010-12", 1629],
    ["2011-01", 1120],
  ] as const)("of %s come out to the penny, and a second run adds nothing", { timeout: 60_000 }, async ([month, orders]) => {
    const { sink } = memorySink();
    const rejects = join(rejectsFolder, `${month}.csv`);
    const run = async () => {
      let stdout = "";
      const args = [
        "import",
        "orders",
        join(folder, `online-retail-${month}.csv.gz`),
        "--format",
        "online-retail",
        "--json",
        "--rejects",
        rejects,
      ];
      const terminal = { stdout: { write: (text: string) => (stdout += text) }, stderr: process.stderr, onStop: () => () => {} };
      expect(await runWaybill(args, { terminal, openSink: async () => sink })).toBe(0);
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
    expect(first.report).toMatchObject({ ordersPlaced: orders, ordersSkipped: 0, ordersRefused: 0 });
    expect(first.rejects.split("\n")).toHaveLength(first.report.rejectedLines + 2);

    const second = await run();
    expect(second.report).toMatchObject({ ordersPlaced: 0, ordersSkipped: orders, productsCreated: 0 });
    expect(second.rejects).toBe(first.rejects);
  });
});
