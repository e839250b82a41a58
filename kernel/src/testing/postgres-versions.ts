import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Installation, installationIn, npmInstallation } from "../postgres/embedded/installation.ts";

/** The major versions of PostgreSQL that Waybill promises to work on: the oldest, and the one it brings. */
export type PromisedVersion = 15 | 18;
export const promisedVersions: readonly PromisedVersion[] = [18, 15];

/** Where packages put the programs of the version that npm does not bring: Debian, Red Hat, Homebrew on either processor. */
const foldersOf15 = [
  "/usr/lib/postgresql/15/bin",
  "/usr/pgsql-15/bin",
  "/opt/homebrew/opt/postgresql@15/bin",
  "/usr/local/opt/postgresql@15/bin",
];

/** What to do about a version that is absent. */
export const howToInstall = (version: PromisedVersion): string =>
  version === 15 ? "apt-get install postgresql-15 (macOS: brew install postgresql@15)" : "npm install, without --omit=optional";

export const isInstalled = (version: PromisedVersion): boolean => version === 18 || folderOf15() !== undefined;

/** @throws Error in words when the version is absent */
export const testInstallation = async (version: PromisedVersion): Promise<Installation> => {
  if (version === 18) return npmInstallation(join(tmpdir(), "waybill-test-libraries"));
  const folder = folderOf15();
  if (folder === undefined) throw new Error(`PostgreSQL ${version} is promised and not installed: ${howToInstall(version)}`);
  return installationIn(folder);
};

const folderOf15 = (): string | undefined =>
  foldersOf15.find((folder) => isRunnable(join(folder, "initdb")) && isRunnable(join(folder, "postgres")));

const isRunnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
