import type { TestProject } from "vitest/node";
import { startTestCluster, sweepDeadClusters } from "./postgres-cluster.ts";
import type { PromisedVersion } from "./postgres-versions.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The version whose project this is; `vitest.config.ts` says it. */
    postgresVersion: PromisedVersion;
    /** Superuser of the server that all test files of the project share. */
    postgresUrl: string;
  }
}

/** Starts the PostgreSQL that one project's test files share, for the time of the run. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await sweepDeadClusters();
  const cluster = await startTestCluster({ version: project.getProvidedContext().postgresVersion });
  project.provide("postgresUrl", cluster.superuserUrl);
  return () => cluster.stop();
};
