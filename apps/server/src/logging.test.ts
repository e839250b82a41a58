import { describe, expect, it, vi } from "vitest";
import { createLogger } from "./logging.ts";

const scene = () => {
  const write = vi.fn((_: string) => true);
  const to: Partial<NodeJS.WriteStream> = { isTTY: false, write };
  const logger = createLogger({ logLevel: "info" }, to as NodeJS.WriteStream);
  const written = () =>
    write.mock.calls.map(([text]) =>
      text
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line).msg),
    );
  return { logger, written };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("lines of the log", () => {
  it("go out together, those of one turn of the event loop in one write", async () => {
    const { logger, written } = scene();
    logger.info("one");
    logger.info("two");
    expect(written()).toEqual([]);
    await turn();
    expect(written()).toEqual([["one", "two"]]);
    logger.warn("three");
    await turn();
    await turn();
    expect(written()).toEqual([["one", "two"], ["three"]]);
  });

  it("are not lost when the process ends before its turn does", async () => {
    const before = process.listeners("exit");
    const { logger, written } = scene();
    logger.info("the last");
    for (const listener of process.listeners("exit")) if (!before.includes(listener)) listener(0);
    expect(written()).toEqual([["the last"]]);
    await turn();
    expect(written()).toEqual([["the last"]]);
  });
});
