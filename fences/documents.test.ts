import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { home } from "./house.ts";

const text = (file: string): string => readFileSync(join(home, file), "utf8");
const documents = globSync("**/*.md", { cwd: home, exclude: (name) => /(?:^|\/)(?:node_modules|\.waybill|\.git)$/.test(name) });

/** The targets of a Markdown text's links, without those to other hosts and to places in the same page. */
const linkedFiles = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.target ?? "")
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ""));

const missingFrom = (folder: string, targets: readonly string[]): readonly string[] =>
  targets.filter((target) => !existsSync(join(home, folder, target)));

describe("the glossary", () => {
  const [today = "", later = ""] = text("docs/glossary.md").split("## Comes later");
  const rows = today.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| word"));

  it.each(rows.map((row) => [row.split("|")[1]?.trim(), row]))("names a file for: %s", (_word, row) => {
    const files = linkedFiles(row ?? "");
    expect(files).not.toEqual([]);
    expect(missingFrom("docs", files)).toEqual([]);
  });

  it("names none for what comes later", () => {
    expect(later).toContain("delivery");
    expect(linkedFiles(later)).toEqual([]);
  });
});

describe("the documents", () => {
  it.each(documents)("link only to what is there: %s", (file) => {
    expect(missingFrom(dirname(file), linkedFiles(text(file)))).toEqual([]);
  });

  it("would be caught with a broken link", () => {
    expect(missingFrom("docs", linkedFiles("[a](flow.md#append) [b](nowhere.md) [c](https://example.org) [d](#here)"))).toEqual([
      "nowhere.md",
    ]);
  });

  it.each(documents)("name only commands that exist: %s", (file) => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(text("package.json"));
    const named = [...text(file).matchAll(/npm (?:run(?: -s)? (?<script>[\w:-]+)|(?<short>start|test)\b)/g)];
    expect(named.map(({ groups }) => groups?.script ?? groups?.short ?? "").filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe("the README", () => {
  const readme = text("README.md");

  it("says what Waybill is in five lines", () => {
    expect(readme.split("\n\n")[1]?.split("\n")).toHaveLength(5);
  });

  it("runs with two commands", () => {
    expect(readme).toContain("```sh\nnpm ci && npm start\nnpm ci && npm test\n```");
  });

  it("draws every room, and no other", () => {
    const tree = /```\nwaybill\/\n(?<tree>.*?)```/s.exec(readme)?.groups?.tree ?? "";
    const drawn = [...tree.matchAll(/^(?<inside>│ {2})?[├└]─ (?<room>[\w.-]+)\//gm)].map(({ groups }) => groups?.room);
    const rooms = globSync(["*/package.json", "{contexts,apps}/*/package.json"], { cwd: home }).flatMap((path) =>
      path.split("/").slice(0, -1),
    );
    expect(new Set(drawn)).toEqual(new Set([...rooms, "docs", ".ci"]));
  });
});
