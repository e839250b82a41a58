import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RECORD_CHARS_MAX } from "../limits.ts";
import { csvRows } from "./csv-rows.ts";

const rowsOf = (...pieces: readonly string[]) => {
  const rows = csvRows();
  return [...pieces.flatMap((piece) => [...rows.push(piece)]), ...rows.end()];
};

const told = (...pieces: readonly string[]) => rowsOf(...pieces).map(({ line, cells, fault }) => [line, fault ?? cells]);

describe("CSV rows", () => {
  it("are split at commas and line ends, LF or CRLF, the last with or without", () => {
    expect(told("a,b\n1,2\r\n3,\n,4")).toEqual([
      [1, ["a", "b"]],
      [2, ["1", "2"]],
      [3, ["3", ""]],
      [4, ["", "4"]],
    ]);
  });

  it("hold commas, quotes and line ends within quotes, and count the lines they take", () => {
    expect(told('1,"a, ""b""\r\nc"\r\n2,""\n"3","x"')).toEqual([
      [1, ["1", 'a, "b"\r\nc']],
      [3, ["2", ""]],
      [4, ["3", "x"]],
    ]);
  });

  it("take a quote inside an unquoted cell as text", () => {
    expect(told('12" RULER,5"\n')).toEqual([[1, ['12" RULER', '5"']]]);
  });

  it("pass over blank lines but count them", () => {
    expect(told("a\n\n  \r\nb\n")).toEqual([
      [1, ["a"]],
      [4, ["b"]],
    ]);
  });

  it("lose one line to a quote that is never closed", () => {
    expect(told('1,"x\n2,y\n3,z')).toEqual([
      [1, "QuoteIsNotClosed"],
      [2, ["2", "y"]],
      [3, ["3", "z"]],
    ]);
  });

  it("lose one line to a quote that closes too far below", () => {
    const long = `${"y".repeat(80)}\n`.repeat(RECORD_CHARS_MAX / 80);
    const rows = rowsOf(`1,"x\n${long}2,"z"\n`);
    expect(rows[0]).toMatchObject({ line: 1, fault: "QuoteIsNotClosed", text: '1,"x' });
    expect(rows.at(-1)).toMatchObject({ cells: ["2", "z"], fault: null });
    expect(rows).toHaveLength(long.length / 81 + 2);
  });

  it("lose one line to text after a closing quote", () => {
    expect(told('1,"x"y,2\n3,4\n')).toEqual([
      [1, "TextAfterQuote"],
      [2, ["3", "4"]],
    ]);
  });

  it("keep only the beginning of a line that is too long, however it comes", () => {
    const long = `1,"${"x".repeat(RECORD_CHARS_MAX)}`;
    for (const rows of [rowsOf(`${long}",\n2,"ok"`), rowsOf(long, "xx", '",\n2,', '"ok"'), rowsOf(...`${long}",\n2,"ok"`)]) {
      expect(rows).toHaveLength(2);
      expect(rows[0]).toMatchObject({ line: 1, fault: "RecordTooLong" });
      expect(rows[0]?.text).toHaveLength(1000);
      expect(rows[1]).toMatchObject({ line: 2, cells: ["2", "ok"], fault: null });
    }
    for (const rows of [rowsOf(long), rowsOf(long, "xx")]) expect(rows).toMatchObject([{ line: 1, fault: "RecordTooLong" }]);
  });

  it("lose one line to a record that ends too far below", () => {
    const tail = "x".repeat(RECORD_CHARS_MAX);
    for (const rows of [rowsOf(`1,"a\nb",${tail}\n2,c\n`), rowsOf(...`1,"a\nb",${tail}\n2,c\n`)]) {
      expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
        [1, "RecordTooLong"],
        [2, "RecordTooLong"],
        [3, null],
      ]);
    }
  });

  it("hold no more than the limit of a line that never ends", () => {
    // Forty of these are more than a string can be (2²⁹ characters).
    const piece = "x".repeat(16 * 1024 * 1024);
    const rows = csvRows();
    for (let pieces = 0; pieces < 40; pieces += 1) expect([...rows.push(piece)]).toEqual([]);
    expect([...rows.end()]).toMatchObject([{ line: 1, fault: "RecordTooLong" }]);
  });

  it("are the same wherever the text is cut", () => {
    const character = fc.constantFrom('"', ",", "\n", "\r\n", "a", " ", '""', '",', ',"', '"\n');
    const pieces = fc.array(
      fc.array(character, { maxLength: 12 }).map((all) => all.join("")),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (texts) => {
        const whole = texts.join("");
        expect(rowsOf(...whole)).toEqual(rowsOf(whole));
        expect(rowsOf(...texts)).toEqual(rowsOf(whole));
      }),
      { numRuns: 1000 },
    );
  });

  it("read back what was written by the rules", () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ",", "\n", "a", "é"), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")).join("\n");
        expect(rowsOf(text).map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});
