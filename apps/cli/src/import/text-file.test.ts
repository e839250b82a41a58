import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textFile } from "./text-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-text-"));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const textOf = async (path: string, encoding = "utf-8"): Promise<string> => {
  const { chunks } = await textFile(path, encoding);
  return joined(chunks);
};
const joined = async (chunks: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
};
const long = "é€𝄞,".repeat(50_000);

describe("a text file", () => {
  it("is read without its byte order mark, with characters that lie across two pieces whole", async () => {
    expect(await textOf(await written("bom.csv", `\uFEFF${long}`))).toBe(long);
  });

  it("is unpacked when its first bytes say gzip, whatever its name", async () => {
    expect(await textOf(await written("packed.csv", gzipSync(long)))).toBe(long);
    expect(await textOf(await written("plain.csv.gz", long))).toBe(long);
    const two = Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]);
    expect(await textOf(await written("two.csv.gz", two))).toBe("a,b\n1,2\n");
  });

  it("says how far it has been read, in bytes on the disk", async () => {
    const path = await written("progress.csv.gz", gzipSync(long));
    const { sizeBytes, bytesRead, chunks } = await textFile(path, "utf-8");
    expect(bytesRead()).toBe(0);
    await joined(chunks);
    expect(sizeBytes).toBe(gzipSync(long).length);
    expect(bytesRead()).toBe(sizeBytes);
  });

  it("shows bytes that are not of its encoding, and is read in another when told", async () => {
    const path = await written("latin.csv", Buffer.from("Caf\xe9,\xa35", "latin1"));
    expect(await textOf(path)).toBe("Caf\uFFFD,\uFFFD5");
    expect(await textOf(path, "windows-1252")).toBe("Café,£5");
  });

  it("is refused when it is missing, a folder, empty, or a spreadsheet", async () => {
    await expect(textFile(join(folder, "none.csv"), "utf-8")).rejects.toThrow("There is no file");
    await expect(textFile(folder, "utf-8")).rejects.toThrow("is a folder");
    await expect(textFile(await written("empty.csv", ""), "utf-8")).rejects.toThrow("is empty");
    await expect(textFile(await written("book.xlsx", "PK\x03\x04rest"), "utf-8")).rejects.toThrow("Save it as CSV first");
  });

  it("is said to be damaged when it is cut off or broken in the middle", async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251)));
    await expect(textOf(await written("cut.csv.gz", packed.subarray(0, packed.length - 20)))).rejects.toThrow("is damaged");
    const broken = Buffer.from(packed);
    broken.fill(0xff, 200, 300);
    await expect(textOf(await written("broken.csv.gz", broken))).rejects.toThrow("is damaged");
  });
});
