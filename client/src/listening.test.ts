import { describe, expect, it, vi } from "vitest";
import { createClient, NoAnswer, type OrderNews, WasRefused, watchOrder } from "./index.ts";
import { clientLimits } from "./limits.ts";

const entry = (version: number) => ({ version, event: "OrderHeld" });
const frame = (version: number) => `id: ${version}\nevent: OrderHeld\ndata: ${JSON.stringify(entry(version))}\n\n`;
const end = 'event: end\ndata: {"status":"Cancelled"}\n\n';
const news = (...versions: readonly number[]) => versions.map((version) => ({ kind: "happened", entry: entry(version) }));
const ended = { kind: "ended", status: "Cancelled" };

/** What one request is answered: pieces of a stream, and how the line goes then; or something else. */
type Line = "silence" | { readonly pieces: readonly string[]; readonly line?: "cut" | "open" } | Response | Error;

const linesOf = (...lines: readonly Line[]) => {
  const asked: { readonly url: string; readonly headers: Record<string, string>; readonly signal: AbortSignal }[] = [];
  const answer: typeof fetch = async (url, init) => {
    const signal = init?.signal ?? new AbortController().signal;
    asked.push({ url: String(url), headers: Object.fromEntries(new Headers(init?.headers)), signal });
    const line = lines[Math.min(asked.length, lines.length) - 1] ?? new Error("nothing told");
    if (line instanceof Error) throw line;
    if (line === "silence") return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return line instanceof Response ? line : new Response(streamOf(line, signal));
  };
  const waybill = createClient({ baseUrl: "http://shop.test", key: "wb_secret", fetch: answer, retryDelayMs: 1 });
  return { waybill, asked };
};
const streamOf = ({ pieces, line }: { readonly pieces: readonly string[]; readonly line?: "cut" | "open" }, signal: AbortSignal) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      signal.addEventListener("abort", () => controller.error(new Error("aborted")));
      if (line === undefined) controller.close();
    },
    pull: (controller) => {
      if (line === "cut") controller.error(new Error("reset"));
    },
  });

const collect = async (told: AsyncIterable<OrderNews>): Promise<readonly OrderNews[]> => {
  const all: OrderNews[] = [];
  for await (const one of told) all.push(one);
  return all;
};
const orderId = "ord_1";

describe("an order that is watched", () => {
  it("tells what happens until it is over, however the pieces fall", async () => {
    const whole = `retry: 1\n\n: still here\n\n${frame(1)}${frame(2)}${end}`;
    for (let at = 0; at <= whole.length; at += 1) {
      const { waybill } = linesOf({ pieces: [whole.slice(0, at), whole.slice(at)], line: "open" });
      expect(await collect(watchOrder(waybill, { orderId })), String(at)).toEqual([...news(1, 2), ended]);
    }
  });
  it("is asked for with what opens it", async () => {
    const { waybill, asked } = linesOf({ pieces: [end] });
    await collect(watchOrder(waybill, { orderId, after: 3 }, { accessToken: "t" }));
    expect(asked[0]).toMatchObject({
      url: "http://shop.test/v1/orders/ord_1/stream?after=3",
      headers: { authorization: "Bearer wb_secret", accept: "text/event-stream", "waybill-access-token": "t" },
    });
    expect(asked[0]?.headers).not.toHaveProperty("last-event-id");
  });
  it("goes on after the last event that came, whatever ended the line", async () => {
    const busy = Response.json({ code: "Overloaded" }, { status: 503, headers: { "retry-after": "0" } });
    const lines: readonly Line[] = [{ pieces: [frame(1)] }, { pieces: [frame(2), "id: 3\nev"], line: "cut" }, busy, new Error("away")];
    const { waybill, asked } = linesOf(...lines, { pieces: [frame(3), end] });
    expect(await collect(watchOrder(waybill, { orderId }))).toEqual([...news(1, 2, 3), ended]);
    expect(asked.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1", "2", "2", "2"]);
  });
  it("is over for who has seen its end", async () => {
    const { waybill, asked } = linesOf(new Response(null, { status: 204 }));
    expect([await collect(watchOrder(waybill, { orderId, after: 7 })), asked.length]).toEqual([[], 1]);
  });
  it("is given up when nobody answers any more, and not before", async () => {
    const gone: Line = { pieces: [], line: "cut" };
    const { waybill, asked } = linesOf(gone, gone, { pieces: [frame(1)] }, gone);
    const told: OrderNews[] = [];
    const watching = async () => {
      for await (const one of watchOrder(waybill, { orderId })) told.push(one);
    };
    await expect(watching()).rejects.toThrow(NoAnswer);
    expect([told, asked.length]).toEqual([news(1), 3 + clientLimits.tries - 1]);
  });
  it("is not asked for again when it is refused", async () => {
    const refusal = Response.json({ code: "OrderIsNotPlaced", detail: "No." }, { status: 404 });
    const { waybill, asked } = linesOf(refusal);
    await expect(collect(watchOrder(waybill, { orderId }))).rejects.toThrow(WasRefused);
    expect(asked).toHaveLength(1);
  });
  it("ends when it is aborted: while nothing happens, between two tries, and before it began", async () => {
    for (const line of [{ pieces: [frame(1)], line: "open" } as const, { pieces: [frame(1)] }]) {
      const { waybill, asked } = linesOf(line);
      const stopping = new AbortController();
      const told: OrderNews[] = [];
      for await (const one of watchOrder(waybill, { orderId }, { signal: stopping.signal })) {
        told.push(one);
        setTimeout(() => stopping.abort(), 0);
      }
      expect(told[0]).toEqual(news(1)[0]);
      expect(asked.at(-1)?.signal.aborted).toBe(true);
      expect(await collect(watchOrder(waybill, { orderId }, { signal: stopping.signal }))).toEqual([]);
    }
  });
  it("lets the server know when its reader leaves", async () => {
    const { waybill, asked } = linesOf({ pieces: [frame(1)], line: "open" });
    for await (const _ of watchOrder(waybill, { orderId })) break;
    expect(asked[0]?.signal.aborted).toBe(true);
  });
  it("is asked for again when the line says nothing for too long", async () => {
    vi.useFakeTimers();
    const { waybill, asked } = linesOf({ pieces: [frame(1)], line: "open" }, "silence", { pieces: [end] });
    const told = collect(watchOrder(waybill, { orderId }));
    await vi.advanceTimersByTimeAsync(clientLimits.silenceMs - 1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(clientLimits.silenceMs + 1_000);
    vi.useRealTimers();
    expect(await told).toEqual([...news(1), ended]);
    expect(asked[1]?.headers["last-event-id"]).toBe("1");
  });
});
