import { lstat, mkdir, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";

/** One line of the package's `pg-symlinks.json`: `target` is a link to the file `source`, both relative to the package. */
interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the links between the libraries of a platform package (`libpq.so.5` → `libpq.so.5.18`), which npm cannot pack and
 * an install script would make, if install scripts were not so often off. In a package that cannot be written to they
 * are made in `spareDir` instead.
 * @returns the folder to add to the library path, or null when none is needed
 */
export const linkLibraries = async (nativeDir: string, spareDir: string): Promise<string | null> => {
  const missing: LibraryLink[] = [];
  for (const { source, target } of await declaredLinks(nativeDir)) {
    const link = { source: resolve(nativeDir, "..", source), target: resolve(nativeDir, "..", target) };
    if (!(await isThere(link.target)) && !(await tryLink(relative(dirname(link.target), link.source), link.target))) missing.push(link);
  }
  if (missing.length === 0) return null;
  await mkdir(spareDir, { recursive: true });
  for (const { source, target } of missing) {
    const spare = join(spareDir, basename(target));
    if (!(await isThere(spare)) && !(await tryLink(source, spare))) throw new Error(`cannot make the link ${spare}`);
  }
  return spareDir;
};

const declaredLinks = async (nativeDir: string): Promise<readonly LibraryLink[]> => {
  const text = await readFile(join(nativeDir, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: unknown = JSON.parse(text);
  return Array.isArray(links) ? links.filter(isLibraryLink) : [];
};

const isLibraryLink = (value: unknown): value is LibraryLink =>
  typeof value === "object" && value !== null && "source" in value && "target" in value;

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** False when the folder cannot be written to. A link that another process makes at the same moment is as good as ours. */
const tryLink = async (source: string, target: string): Promise<boolean> => {
  try {
    await symlink(source, target);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return true;
    if (code === "EACCES" || code === "EROFS" || code === "EPERM") return false;
    throw error;
  }
};
