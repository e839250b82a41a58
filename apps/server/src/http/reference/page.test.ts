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
