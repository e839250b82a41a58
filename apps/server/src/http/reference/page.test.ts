import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../../access/permissions.ts";
import { startTestServer, type TestAnswer, type TestServer } from "../../testing/test-server.ts";
import { html, prose, trusted } from "./html.ts";

let server: TestServer;
let page: TestAnswer;
beforeAll(async () => {
  server = await startTestServer();
  page = await server.ask("GET /docs", { headers: { authorization: "" } });
});
afterAll(() => server.stop());

const attributes = (name: string): string[] =>
  [...page.text.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value]) => value ?? "");

describe("the reference page", () => {
  it("is there for anyone, whole, as HTML", () => {
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.text).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(page.text).not.toMatch(/undefined|\[object|NaN/);
  });
  it("tells of every operation, and of every shape, under an address of its own", async () => {
    const { body: document } = await server.ask("GET /openapi.json");
    const ids = attributes("id");
    expect(ids).toEqual(
      expect.arrayContaining([...Object.keys(permissions), ...Object.keys(document.components.schemas).map((name) => `schema-${name}`)]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
  it("links only to what is there, and asks nothing of other hosts", () => {
    const ids = new Set(attributes("id"));
    const links = attributes("href");
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((link) => !(link.startsWith("#") && ids.has(link.slice(1)))).filter((link) => !/^\/\w+\.json$/.test(link))).toEqual(
      [],
    );
    expect(attributes("src")).toEqual([]);
  });
  it("may run its own script and show its own style, and nothing else", () => {
    const [policy = ""] = [page.headers["content-security-policy"]];
    const hashOf = (text: string | undefined) =>
      `'sha256-${createHash("sha256")
        .update(text ?? "")
        .digest("base64")}'`;
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page.text) ?? [];
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page.text) ?? [];
    expect(policy.split(";").sort()).toEqual(
      [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        `script-src ${hashOf(script)}`,
        `style-src ${hashOf(style)}`,
      ].sort(),
    );
    expect(page.text).not.toMatch(/ style="| on\w+="/);
  });
  it("shows commands that can be pasted: a path filled in, a body, a key", () => {
    const [, article = ""] = /<article id="placeOrder"[\s\S]*?<pre[^>]*><code>([^<]*)</.exec(page.text) ?? [];
    expect(article.replaceAll("&#39;", "'").replaceAll("&quot;", '"')).toMatch(
      /^curl -X POST 'http:\/\/127\.0\.0\.1:4000\/v1\/orders' \\\n {2}-H "authorization: Bearer \$WAYBILL_KEY" \\\n[\s\S]* -d '\{[\s\S]*\}'$/,
    );
    expect(page.text).not.toMatch(/curl[^<]*\{\w+\}&#39;/);
  });
});

describe("the reference page's words", () => {
  it("are code where the description says so, in lines of tables too", () => {
    const read = page.text.replace(/<(pre|script|style)\b[\s\S]*?<\/\1>/g, "");
    expect(read).not.toContain("`");
    expect(page.text).toContain("<td>As ordered; <code>payment.due</code> is what is left of it</td>");
  });
  it("name limits as people do", () => {
    const limits = [
      "an ISO 4217 currency (3 characters)",
      "In millionths: 25.5 % is 255000 (0 to 1000000)",
      "at least 1",
      "After <code>main</code>, locations with lower numbers are asked first (0 to 1000, 500 unless said)",
    ];
    for (const words of limits) expect(page.text).toContain(`<td>${words}</td>`);
    expect(page.text).not.toMatch(/characters from|at least \d+, at most/);
  });
});

const style = () => /<style>([\s\S]*?)<\/style>/.exec(page.text)?.[1] ?? "";

describe("the reference page on a phone", () => {
  it("has nothing in front of what was linked to, and tables whose cells are below one another", () => {
    const [, narrow = ""] = /@media \(max-width: 60rem\) \{([\s\S]*?\n)\}/.exec(style()) ?? [];
    expect(narrow).toContain("header, nav { position: static; }");
    expect(narrow).toMatch(/\.wide td \{ display: block;/);
  });
});

describe("the reference page's colours", () => {
  const schemes = () =>
    [...style().matchAll(/:root \{([^}]*)\}/g)].map(
      ([, rules = ""]) => new Map([...rules.matchAll(/--(\w+): #(\w+);/g)].map(([, name = "", hex = ""]) => [name, hex])),
    );
  it("can be read by light and in the dark: 4.5 to 1 at least (WCAG 2.2, 1.4.3), hints in fields too", () => {
    expect(schemes().map(({ size }) => size)).toEqual([11, 11]);
    for (const [nth, colours] of schemes().entries()) {
      const on = (ink: string, paper: string) => contrast(colours.get(ink) ?? "", colours.get(paper) ?? "");
      for (const ink of ["ink", "soft", "link", "get", "post", "put", "patch", "delete"]) {
        for (const paper of ["paper", "shade"]) expect(on(ink, paper), `${ink} on ${paper} ${nth}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(style()).toMatch(/::placeholder \{ color: var\(--soft\); opacity: 1; \}/);
  });
});

/** Of two colours such as `fff` and `1c2126` (WCAG 2.2: contrast ratio, relative luminance). */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};
const luminance = (hex: string): number => {
  const six = hex.length === 3 ? hex.replaceAll(/./g, "$&$&") : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(six.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

describe("a piece of a page", () => {
  it("escapes whatever is no HTML", () => {
    const evil = `<img src=x onerror="alert('1')">&`;
    expect(html`<b title="${evil}">${evil}</b>`.html).toBe(
      '<b title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</b>',
    );
    expect(html`${trusted("<i>")}${[html`<b>${1}</b>`]}${null}`.html).toBe("<i><b>1</b>");
  });
  it("knows paragraphs and code", () => {
    expect(prose("one `<two>`\n\nthree").map((part) => part.html)).toEqual(["<p>one <code>&lt;two&gt;</code></p>", "<p>three</p>"]);
  });
});
