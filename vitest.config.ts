import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
// The root is no package that could depend on the kernel, and this is no code of Waybill's.
// biome-ignore-start lint/plugin/rooms-meet-by-name: see above
import { closingLine } from "./kernel/src/testing/closing-line.ts";
import { howToInstall, isInstalled, promisedVersions } from "./kernel/src/testing/postgres-versions.ts";

// biome-ignore-end lint/plugin/rooms-meet-by-name: see above

/** Kinds of test are told by the file name (docs/style.md). */
const onPostgres = "**/*.pg.test.ts";
const onOwnCluster = "**/*.cluster.test.ts";
const endToEnd = "**/*.e2e.test.ts";
const elsewhere = ["**/node_modules/**"];

/** Under CI=true every promised version is there, or the run fails saying which one is not. */
const tested = promisedVersions.filter((version) => process.env.CI === "true" || isInstalled(version));
const absences = promisedVersions
  .filter((version) => !tested.includes(version))
  .map((version) => `PostgreSQL ${version} is not installed here: its tests were left out. To run them: ${howToInstall(version)}`);

/**
 * How long a test and each of its hooks may take. Nothing takes half a minute on an idle machine; the rest is for one that is busy, slow, or
 * stands still for a while: what is red here hangs.
 */
const patience = { testTimeout: 150_000, hookTimeout: 150_000 };

const cores = availableParallelism();
/** Tests without servers have every core; all others, which come after them, leave one to PostgreSQL and to the processes that they start. */
const alone = { maxWorkers: cores, sequence: { groupOrder: 1 } };
const besideServers = { maxWorkers: Math.max(1, cores - 1), sequence: { groupOrder: 2 } };

export default defineConfig({
  test: {
    // Tests that may run at once do so as processes of their own, each of which keeps a core busy.
    maxConcurrency: cores,
    reporters: ["default", closingLine(absences)],
    projects: [
      {
        test: {
          name: "pure",
          include: ["**/*.test.ts"],
          exclude: [onPostgres, onOwnCluster, endToEnd, ...elsewhere],
          ...patience,
          ...alone,
        },
      },
      { test: { name: "cluster", include: [onOwnCluster], exclude: elsewhere, ...patience, ...besideServers } },
      { test: { name: "stories", include: [endToEnd], exclude: elsewhere, ...patience, ...besideServers } },
      ...tested.map((version) => ({
        test: {
          name: `pg${version}`,
          include: [onPostgres],
          exclude: elsewhere,
          provide: { postgresVersion: version },
          globalSetup: ["kernel/src/testing/postgres-setup.ts"],
          ...patience,
          ...besideServers,
        },
      })),
    ],
  },
});
