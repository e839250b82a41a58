import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataFolder, type RunningServer, startServer } from "./running-server.ts";

let data: Awaited<ReturnType<typeof dataFolder>>;
let server: RunningServer;
beforeAll(async () => {
  data = await dataFolder();
  server = await startServer({ WAYBILL_DATA: data.path });
});
afterAll(async () => {
  await server.stop();
  await data[Symbol.asyncDispose]();
});

/** What the README says, for this server and this folder. */
const firstOrder = async (): Promise<string> => {
  const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8");
  const [, section = ""] = readme.split("\n## The first order\n");
  const [, block = ""] = section.split("```sh\n");
  const [script = ""] = block.split("```");
  return script.replaceAll("http://127.0.0.1:4000", server.url).replaceAll(".waybill/", `${data.path}/`);
};

/** Runs it as a person does who copies it; what each command answered. */
const run = async (script: string) => {
  const eachOnItsLine = `curl() { command curl --silent --show-error --fail-with-body "$@"; echo; }\n`;
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", eachOnItsLine + script]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
};

describe("the first order of the README", () => {
  it("is placed, is the same when it is sent again, and is confirmed", async () => {
    const script = await firstOrder();
    const placing = script.slice(0, script.indexOf("\n# A moment later"));
    const [product, level, order] = await run(placing);
    expect(product).toMatchObject({ sku: "TEA-100" });
    expect(level).toMatchObject({ onHand: 24, available: 24 });
    expect(order).toMatchObject({ status: "Placed", totals: { grand: { amount: 998, currency: "EUR" } } });
    const [, , again] = await run(placing);
    expect(again).toEqual(order);
    await expect.poll(async () => (await server.ask("GET", `/v1/orders/${order.id}`)).body.status, { timeout: 60_000 }).toBe("Confirmed");
    const [variables = ""] = script.split("\n\n");
    const [history, cancelling] = await run(
      `${variables}\n${script.slice(script.indexOf("\n# A moment later")).replaceAll("ord_…", order.id)}`,
    );
    expect(history.items.map(({ event }: { event: string }) => event)).toEqual(["OrderPlaced", "OrderReserved", "OrderConfirmed"]);
    expect(cancelling).toMatchObject({ id: order.id, status: "Cancelling" });
    await expect.poll(async () => (await server.ask("GET", `/v1/orders/${order.id}`)).body.status, { timeout: 60_000 }).toBe("Cancelled");
  });
});
