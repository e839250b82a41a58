import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** The real house. */
export const home = dirname(import.meta.dirname);

/** A copy of the house in which anything may be planted; it resolves imports and reads its configuration as the real one does. */
export interface House {
  readonly root: string;
  /** Writes a file at a path relative to the house. */
  plant(path: string, text: string): void;
  [Symbol.dispose](): void;
}

const leftAtHome = new Set([".git", ".waybill", "coverage"]);

/**
 * Copies the house to a temporary folder, so that plants never meet whoever works in the real one. A workspace's
 * `node_modules` holds only relative links and is copied with them; the store that they lead to is linked.
 */
export const copyHouse = (): House => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "waybill-fences-")));
  const isWanted = (source: string): boolean => !leftAtHome.has(basename(source)) && source !== join(home, "node_modules");
  cpSync(home, root, { recursive: true, verbatimSymlinks: true, filter: isWanted });
  symlinkSync(join(home, "node_modules"), join(root, "node_modules"), "junction");
  return {
    root,
    plant: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
};
