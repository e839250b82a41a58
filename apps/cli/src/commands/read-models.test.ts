import { sharedMemory } from "@waybill/server/testing/shared-memory";
import { startTestServer, type TestServer } from "@waybill/server/testing/test-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waybill } from "../testing/run-waybill.ts";

let server: TestServer;
let url: string;
beforeAll(async () => {
  // It answers requests, and nobody builds what it is asked for: that stays under way.
  server = await startTestServer({ foundation: sharedMemory().foundation(), follows: false });
  url = await server.listen();
});
afterAll(() => server.stop());

const run = async (verb: string, name: string, as: "admin" | "operator" = "admin") =>
  waybill(["read-models", verb, name, "--url", url, "--key", (await server.keyOf(as)).token]);

describe("waybill read-models", () => {
  it("has a list built anew, and calls that off", async () => {
    expect(await run("rebuild", "order_summary")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("0 of 0 events"),
      stderr: "",
    });
    expect(await run("call-off", "order_summary")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("no longer") });
    expect(await run("call-off", "order_summary")).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining("refused: ") });
  });

  it("says what is wrong when it cannot", async () => {
    expect(await run("rebuild", "no_such")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("refused: ") });
    expect(await run("call-off", "order_summary", "operator")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("refused: ") });
    const nobody = await waybill(["read-models", "call-off", "x", "--url", "http://127.0.0.1:1", "--key", "k"]);
    expect(nobody).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("Is the server running there?") });
    expect(await waybill(["read-models", "rebuild", "--url", url])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--key"),
    });
  });
});
