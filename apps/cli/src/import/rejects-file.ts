import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CannotGoOn } from "../cannot-go-on.ts";
import type { CsvRow } from "./csv-rows.ts";
import type { Reject } from "./verdict.ts";

/**
 * Where rejected rows are written: nothing is seen under the name before `keep`, and then all of it. Disposed of without
 * `keep`, it leaves what an earlier run wrote.
 */
export interface RejectsFile extends AsyncDisposable {
  begin(header: CsvRow): void;
  add(rejects: readonly Reject[]): Promise<void>;
  keep(): Promise<void>;
}

/**
 * A CSV file with the columns Line and Reason before those of the imported file; each row as it stood there, or, when its
 * quotes or bytes are broken, in one cell.
 * @throws CannotGoOn when nothing can be written there.
 */
export const openRejectsFile = async (path: string): Promise<RejectsFile> => {
  // Of this process: two imports of one file at once must not write into one another's.
  const part = `${path}.${process.pid}.part`;
  await removeLeftParts(path);
  const file = await open(part, "w").catch((cause: Error) => {
    throw new CannotGoOn(`The rejects file ${path} cannot be written (${cause.message}). Name another place with --rejects PATH.`);
  });
  let text = "";
  const write = async (more: string, atLeastChars: number): Promise<void> => {
    text += more;
    if (text.length < atLeastChars) return;
    const batch = text;
    text = "";
    await file.writeFile(batch);
  };
  return {
    begin(header) {
      text = `Line,Reason,${header.text}\n`;
    },
    add: (rejects) => write(rejects.map(rejectText).join(""), BATCH_CHARS),
    async keep() {
      await write("", 0);
      await file.sync();
      await file.close();
      await rename(part, path);
    },
    async [Symbol.asyncDispose]() {
      // Both do nothing after `keep`.
      await file.close();
      await rm(part, { force: true });
    },
  };
};

/** What runs left that were killed. */
const removeLeftParts = async (path: string): Promise<void> => {
  const names = await readdir(dirname(path)).catch(() => []);
  const parts = names.filter((name) => name.startsWith(`${basename(path)}.`) && /\.\d+\.part$/.test(name));
  const left = parts.filter((name) => !isRunning(Number(name.split(".").at(-2))));
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true })));
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Someone else's process may not be asked, but it runs.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** Written at once, so that a long list is not a write for each invoice. */
const BATCH_CHARS = 65_536;

const rejectText = ({ row: { row, fault }, reason }: Reject): string => {
  const asItStands = row.fault === null && fault !== "BytesAreNotText";
  return `${row.line},${reason},${asItStands ? row.text : `"${row.text.replaceAll('"', '""')}"`}\n`;
};
