import { createReadStream, type ReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CannotGoOn } from "../cannot-go-on.ts";
import { READ_CHUNK_BYTES } from "../limits.ts";

/** A file to be read as text, once, piece by piece. */
export interface TextFile {
  readonly sizeBytes: number;
  /** How far reading has come, in bytes of the file as it lies on the disk. */
  bytesRead(): number;
  /** Unpacked, decoded, without a byte order mark. Bytes that are not of the encoding become U+FFFD. */
  readonly chunks: AsyncIterable<string>;
}

/**
 * Looks at a file, gzip or not: its first bytes tell, whatever its name. Nothing stays open until `chunks` is read.
 * @param encoding a label of the WHATWG Encoding Standard, such as `utf-8` or `windows-1252`
 * @throws CannotGoOn when there is no such file or it is plainly not text; `chunks` throws it when the file is damaged.
 */
export const textFile = async (path: string, encoding: string): Promise<TextFile> => {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CannotGoOn(cause.code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${cause.message}.`);
  });
  const { sizeBytes, isGzip } = await look(path, file).finally(() => file.close());
  let bytes: ReadStream | null = null;
  const unpacked = (): Readable => {
    bytes = createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });
    // Whoever reads meets the error of either stream; the callback only keeps it from being unhandled.
    return isGzip ? pipeline(bytes, createGunzip({ chunkSize: READ_CHUNK_BYTES }), () => {}) : bytes;
  };
  return { sizeBytes, bytesRead: () => bytes?.bytesRead ?? 0, chunks: decoded(unpacked, path, encoding) };
};

const look = async (path: string, file: FileHandle): Promise<{ readonly sizeBytes: number; readonly isGzip: boolean }> => {
  const found = await file.stat();
  if (found.isDirectory()) throw new CannotGoOn(`${path} is a folder. Name one file in it.`);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const start = buffer.toString("latin1", 0, bytesRead);
  if (start === "") throw new CannotGoOn(`${path} is empty.`);
  if (start === "PK\x03\x04") throw new CannotGoOn(`${path} is a spreadsheet or a zip file. Save it as CSV first.`);
  return { sizeBytes: found.size, isGzip: start.startsWith("\x1f\x8b") };
};

const decoded = async function* (open: () => Readable, path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  const bytes: AsyncIterable<Uint8Array> = open();
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CannotGoOn(`${path} is damaged or cannot be read to its end (${said}). Get it anew and run the same command again.`);
  }
  yield decoder.decode();
};
