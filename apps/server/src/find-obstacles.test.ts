import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { expect, it, vi } from "vitest";
import type { ContextProcess, Follower } from "./context-process.ts";
import { findObstacles } from "./find-obstacles.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { serverLimits } from "./limits.ts";

it("whoever asked whether all is well, and was told that the database is silent, has nothing more asked for them", async () => {
  stopTime();
  const reached = Promise.withResolvers<void>();
  const status = vi.fn<Follower["status"]>(async () => []);
  const process = { followers: new Map([["list", { log: "catalog", status }]]) } as unknown as ContextProcess;
  const found = findObstacles({ reach: () => reached.promise } as Foundation, [process]);
  await pass(serverLimits.readyMs);
  expect(await found).toHaveLength(1);
  reached.resolve();
  await pass(0);
  expect(status).not.toHaveBeenCalled();
});
