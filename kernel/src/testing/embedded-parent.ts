/**
 * A program for tests: `node embedded-parent.ts <dataDir> [<nativeDir>]` starts the embedded PostgreSQL, says
 * `ready <url>` or `<error code> <message>`, stops it on SIGTERM, and exits without stopping it on SIGHUP.
 */
import { join } from "node:path";
import { nativeInstallation } from "../postgres/embedded/installation.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "../postgres/embedded.ts";

const [, , dataDir = "", nativeDir] = process.argv;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
try {
  const installation = nativeDir === undefined ? {} : { installation: await nativeInstallation(nativeDir, join(dataDir, "libraries")) };
  const database = await startEmbeddedPostgres({ dataDir, ...installation });
  process.once("SIGTERM", () => void database.stop().then(() => process.exit(0)));
  process.once("SIGHUP", () => process.exit(0));
  say(`ready ${database.url}`);
} catch (error) {
  say(error instanceof EmbeddedPostgresError ? `${error.code} ${error.message}` : `Unexpected ${error}`);
  process.exitCode = 1;
}
