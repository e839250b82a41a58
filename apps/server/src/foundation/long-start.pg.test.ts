import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@waybill/kernel/testing/eventually";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { readConfig } from "../config.ts";
import { openPlatform } from "../open-platform.ts";

vi.mock(import("../limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: { ...serverLimits, longStartMs: 500 as 5_000 } };
});

const database = testDatabase();

it("says whom a start waits for, as long as that is so, and is done when that ends", async () => {
  const lines: { readonly msg: string; readonly pid?: number; readonly application?: string; readonly state?: string }[] = [];
  const logger = pino({ level: "info", base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const dataDir = await mkdtemp(join(tmpdir(), "waybill-long-start-"));
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const { promise: isLocked, resolve: locked } = Promise.withResolvers<number>();
  const left = database.sql.begin(async (transaction) => {
    await transaction`set local application_name = 'forgotten'`;
    await transaction`select pg_advisory_xact_lock(hashtextextended('waybill migrate inventory', 0))`;
    const [me] = await transaction<{ pid: number }[]>`select pg_backend_pid() as pid`;
    locked(me?.pid ?? 0);
    await isOver;
  });
  const pid = await isLocked;
  const config = readConfig({ DATABASE_URL: database.url, WAYBILL_UNSAFE: "1", WAYBILL_DATA_DIR: dataDir }, []);
  const starting = openPlatform(config, { logger, onLost: () => undefined });
  const told = await eventually("it is told", () => lines.find((line) => line.pid === pid));
  expect(told).toMatchObject({ application: "forgotten", state: "idle in transaction", forSeconds: expect.any(Number) });
  expect(told.msg).toMatch(/^still starting: another connection holds/);
  end();
  const platform = await starting;
  const before = lines.length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(lines.slice(before).filter(({ msg }) => msg.startsWith("still starting"))).toEqual([]);
  expect(
    await database.sql`select from pg_stat_activity where application_name = 'waybill start' and datname = current_database()`,
  ).toEqual([]);
  await platform.stop();
  await left;
  await rm(dataDir, { recursive: true });
});
