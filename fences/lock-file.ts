import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface LockFile {
  readonly packages: Readonly<Record<string, Locked>>;
}

/** Packages for other platforms that the lock file does not name: with one of them missing, `npm ci` refuses to install anything. */
export const missingFrom = ({
  packages,
}: LockFile): readonly { readonly name: string; readonly version: string; readonly dev: boolean }[] =>
  Object.entries(packages)
    .filter(([place]) => place.startsWith("node_modules/"))
    .flatMap(([, { optionalDependencies = {}, dev = false }]) =>
      Object.entries(optionalDependencies)
        .filter(([name]) => packages[`node_modules/${name}`] === undefined)
        .map(([name, version]) => ({ name, version, dev })),
    );

/**
 * The lock file with an entry for each of them. npm leaves out what the registry at hand does not have (a mirror seldom carries every
 * platform), although nobody else's platform is ever fetched; what the package is for is read off its name.
 */
export const completed = (lock: LockFile): LockFile => {
  const added = missingFrom(lock).map(({ name, version, dev }) => [
    `node_modules/${name}`,
    { version, ...platformOf(name), ...(dev && { dev }), optional: true },
  ]);
  const sorted = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return { ...lock, packages: Object.fromEntries(sorted) };
};

const platformOf = (name: string) => {
  const find = (known: readonly string[]) => known.find((word) => new RegExp(`[-/]${word}(?:-|$)`).test(name));
  const os = find(["android", "darwin", "freebsd", "linux", "openharmony", "win32"]);
  const cpu = find(["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x"]);
  if (os === undefined || cpu === undefined) throw new Error(`which platform is ${name} for? Complete package-lock.json by hand`);
  const libc = name.includes("musl") ? "musl" : os === "linux" && name.includes("gnu") ? "glibc" : null;
  return { os: [os], cpu: [cpu], ...(libc !== null && { libc: [libc] }) };
};

const lockFilePath = fileURLToPath(new URL("../package-lock.json", import.meta.url));
export const readLockFile = (): LockFile => JSON.parse(readFileSync(lockFilePath, "utf8"));

if (import.meta.main) writeFileSync(lockFilePath, `${JSON.stringify(completed(readLockFile()), null, 2)}\n`);
