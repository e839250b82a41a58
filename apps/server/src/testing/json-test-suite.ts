import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A file of JSONTestSuite: `y_…` must be taken by a parser, `n_…` refused, `i_…` is the parser's own affair. */
export interface JsonCase {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const archive = new URL("../../../../../shared/data/conformance/jsontestsuite/jsontestsuite.tar.gz", import.meta.url);

/** Every parsing case of JSONTestSuite (https://github.com/nst/JSONTestSuite), or null where the archive is not. */
export const jsonTestSuite = (): readonly JsonCase[] | null => {
  if (!existsSync(archive)) return null;
  return filesIn(gunzipSync(readFileSync(archive)))
    .filter(({ name }) => /(?:^|\/)[niy]_[^/]*\.json$/.test(name))
    .map(({ name, bytes }) => ({ name: name.slice(name.lastIndexOf("/") + 1), bytes }));
};

const blockBytes = 512;

/** The files of a tar archive (POSIX.1-1988 ustar): a header of one block each, then the contents in whole blocks. */
const filesIn = (tar: Buffer): readonly JsonCase[] => {
  const files: JsonCase[] = [];
  let at = 0;
  while (at + blockBytes <= tar.length && tar[at] !== 0) {
    const header = tar.subarray(at, at + blockBytes);
    const size = Number.parseInt(textIn(header, 124, 136), 8);
    const name = textIn(header, 0, 100);
    at += blockBytes;
    files.push({ name, bytes: tar.subarray(at, at + size) });
    at += Math.ceil(size / blockBytes) * blockBytes;
  }
  return files;
};

const textIn = (header: Buffer, from: number, to: number): string => header.toString("latin1", from, to).split("\0", 1)[0] ?? "";
