import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memorySink } from "../testing/memory-sink.ts";
import { csvLine, header } from "../testing/odd-orders.ts";
import { importOf, waybill } from "../testing/run-waybill.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-several-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("an import of several files", () => {
  it("finds what came back in the orders of the files before", async () => {
    const [first, second] = [join(folder, "december.csv"), join(folder, "january.csv")];
    await writeFile(first, header + csvLine("1", { quantity: "3" }));
    await writeFile(second, `${header}C${csvLine("2", { quantity: "-2" })}`);
    const together = memorySink();
    const { exitCode, stdout } = await waybill(importOf(first, second, "--json"), async () => together.sink);
    expect(exitCode).toBe(0);
    const reports = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(reports).toMatchObject([
      { file: first, ordersPlaced: 1 },
      { file: second, returnsPlaced: 1, matched: { lines: 1, units: -2, netGbp: "-3.90" }, unmatched: {} },
    ]);
    expect(together.returns.get("online-retail/C2")?.orders).toMatchObject([{ externalId: "1", lines: [{ id: 1, quantity: 2, of: 1 }] }]);

    const alone = await waybill(importOf(second), async () => memorySink().sink);
    expect(alone.stdout).toContain("NeverBoughtBefore: 1 lines, net -3.90");
    const again = await waybill(importOf(first, second), async () => together.sink);
    expect(again.stdout).toContain("0 placed, 1 placed before, 0 refused, with 1 credit notes");
  });
});
