import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * Expects that a Markdown file shows `content` between `<!-- generated: name -->` and `<!-- end: name -->`, so that what is
 * drawn from a table can never fall behind it. With UPDATE_GENERATED=1 in the environment it writes the part instead.
 */
export const expectGenerated = (file: URL, name: string, content: string): void => {
  const text = readFileSync(file, "utf8");
  const from = `<!-- generated: ${name} -->\n`;
  const to = `<!-- end: ${name} -->`;
  const start = text.indexOf(from) + from.length;
  const end = text.indexOf(to, start);
  expect(start >= from.length && end >= start, `${file.pathname} has no part "${name}"`).toBe(true);
  const part = `${content}\n`;
  if (process.env.UPDATE_GENERATED !== "1") {
    expect(text.slice(start, end), `${file.pathname} is stale: run the tests with UPDATE_GENERATED=1`).toBe(part);
  } else if (text.slice(start, end) !== part) {
    writeFileSync(file, text.slice(0, start) + part + text.slice(end));
  }
};

/** A Mermaid diagram as GitHub renders it. */
export const mermaid = (diagram: string): string => `\`\`\`mermaid\n${diagram}\n\`\`\``;

/** A Markdown table, its columns aligned as the formatter aligns them; the first row is the head. */
export const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
};
