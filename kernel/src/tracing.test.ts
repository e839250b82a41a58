import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { relaying } from "./relay.ts";
import { createSpeech } from "./speech.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { quickLimits } from "./testing/following-sample.ts";
import { lendingTown } from "./testing/lending-town.ts";
import { type RecordedSpan, recordSpans } from "./testing/recorded-spans.ts";
import { happen, thingsIn, workshopVoices } from "./testing/speaking/workshop.ts";
import { headersOfTrace, isRecorded, spanContextOf, traceparentOf, withTracestate } from "./tracing.ts";

const spans = recordSpans();
const seen = (name: string): readonly RecordedSpan[] => spans.filter((span) => span.name === name && span.context.traceId === traceId);

let traceId = "";
let request = "";
let number = 0;
beforeEach(() => {
  number += 1;
  traceId = number.toString(16).padStart(32, "a");
  request = `00-${traceId}-b7ad6b7169203331-01`;
});

const ask = (its: ReturnType<typeof lendingTown>, requestId: string, traceparent = request) =>
  its.front.handle(requestId, { type: "RequestKit", requestId, kitId: "kit" }, { merchant: "default", traceparent });

describe("a traceparent", () => {
  it("says whether the trace is recorded, whatever else its flags say", () => {
    for (let flags = 0; flags < 256; flags += 1) {
      const traceparent = request.slice(0, -2) + flags.toString(16).padStart(2, "0");
      expect(isRecorded(traceparent), traceparent).toBe(((spanContextOf(traceparent)?.traceFlags ?? 0) & 1) === 1);
    }
    for (const none of [undefined, "", "00-abc"]) expect(isRecorded(none), none).toBe(false);
  });
  it("is kept with the tracestate behind it, and told apart again", () => {
    const kept = withTracestate(request, "vendor=1,other=2");
    expect(headersOfTrace(kept)).toEqual({ traceparent: request, tracestate: "vendor=1,other=2" });
    expect(headersOfTrace(request)).toEqual({ traceparent: request });
    expect(traceparentOf(spanContextOf(kept)!)).toBe(kept);
    expect(isRecorded(kept)).toBe(true);
    for (const none of [undefined, "", "NoVendor", "vendor"]) expect(withTracestate(request, none), none).toBe(request);
  });
  it("names a span, or none when it is malformed", () => {
    expect(traceparentOf(spanContextOf(request)!)).toBe(request);
    expect(spanContextOf(request.replace("00-", "cc-").concat("-what-comes-later"))?.traceId).toBe(traceId);
    const zeros = (digits: number) => "0".repeat(digits);
    const malformed = ["", "00-abc", request.replace("00-", "ff-"), request.toUpperCase(), `${request}x`];
    for (const text of [...malformed, `00-${zeros(32)}-b7ad6b7169203331-01`, `00-${traceId}-${zeros(16)}-01`]) {
      expect(spanContextOf(text), text).toBeNull();
    }
  });
});

describe("a command's trace", () => {
  it("is left as it was when nobody records it", async () => {
    const its = lendingTown();
    const before = spans.length;
    const unrecorded = request.replace(/01$/, "00");
    await ask(its, "r1", unrecorded);
    await its.settle();
    expect(spans.length).toBe(before);
    expect(new Set((await its.all()).map(({ causation }) => causation.traceparent))).toEqual(new Set([unrecorded]));
  });

  it("goes from the request through saga, ask and answer into other contexts, each span under the one before it", async () => {
    const its = lendingTown();
    await ask(its, "r1");
    await its.settle();
    const wayBack = (span: RecordedSpan): readonly string[] => {
      const parent = spans.find(({ context }) => context.spanId === span.parent?.spanId);
      return [span.name, ...(parent === undefined ? [String(span.parent?.spanId)] : wayBack(parent))];
    };
    const asked = ["ask store hold HoldKit", "saga-lend-kit Hear", "hear front", "request RequestKit", "b7ad6b7169203331"];
    expect(wayBack(seen("hold HoldKit")[0]!)).toEqual(["hold HoldKit", ...asked]);
    expect(wayBack(seen("call hold")[0]!)).toEqual(["call hold", ...asked]);
    expect(wayBack(seen("loan RecordLoan")[0]!)).toEqual(["loan RecordLoan", "ask desk loan RecordLoan", "saga-lend-kit Hear", ...asked]);
    expect(spans.filter(({ hasEnded }) => !hasEnded)).toEqual([]);
    // What was recorded belongs to the span of the command that recorded it.
    const [kitRequested] = await its.all();
    expect(kitRequested?.causation.traceparent).toBe(traceparentOf(seen("request RequestKit")[0]!.context));
  });

  it("goes on when a timer is due", async () => {
    const its = lendingTown();
    await ask(its, "r1");
    await its.settle("left");
    await its.pass(3_600_000);
    const [fired] = seen("fire saga-lend-kit tooLate");
    expect(seen("saga-lend-kit Hear").map(({ parent }) => parent?.spanId)).toContain(fired?.context.spanId);
  });

  it("tells what became of the command", async () => {
    const its = lendingTown();
    await ask(its, "r1-refused");
    await ask(its, "r1-refused");
    await its.settle();
    expect(seen("request RequestKit").map(({ attributes }) => attributes["waybill.outcome"])).toEqual(["accepted", "nothingToDo"]);
    expect(seen("hold HoldKit")[0]?.attributes).not.toHaveProperty("waybill.refusal");
    expect(seen("loan RecordLoan")[0]).toMatchObject({
      hasFailed: false,
      attributes: { "waybill.outcome": "refused", "waybill.refusal": "NotWanted" },
    });
  });

  it("is linked with the append that served several commands, which is under the first of them", async () => {
    const its = lendingTown();
    const others = [1, 2].map((other) => request.replace(traceId, `${other}`.padStart(32, "b")));
    // In one lane of the committer, so that they go together: streams of one partition.
    await Promise.all([ask(its, "r1"), ...others.map((other) => ask(its, "r1", other))]);
    const [append] = seen("append front");
    const commands = spans.filter(({ name, context }) => name === "request RequestKit" && !context.traceId.startsWith("c")).slice(-3);
    expect(append?.parent?.spanId).toBe(commands[0]?.context.spanId);
    expect(append?.links.map(({ spanId }) => spanId)).toEqual(commands.map(({ context }) => context.spanId));
    expect(append?.attributes["db.operation.batch.size"]).toBe(3);
    for (const { links } of commands) expect(links.map(({ spanId }) => spanId)).toEqual([append?.context.spanId]);
  });
});

describe("what is followed in batches", () => {
  it("is handled in a span of its own, linked once with each trace that it comes from", async () => {
    const log = createMemoryEventLog({ name: "workshop", partitions: 1 });
    const [stream, silent] = thingsIn(0, 1, 2);
    const worked = { type: "Worked", n: 1, spoken: 1 } as const;
    const other = request.replace(traceId, "d".repeat(32));
    await happen(log, { stream: stream!, version: 0, causation: { traceparent: request } }, [worked, worked]);
    await happen(log, { stream: stream!, version: 2, causation: { traceparent: other } }, [worked]);
    await happen(log, { stream: silent!, version: 0, causation: { traceparent: request.replace(/01$/, "00") } }, [worked]);
    const checkpoints = createMemoryCheckpoints();
    const speech = createSpeech({ log, voices: workshopVoices() });
    const handle = relaying({ subscription: "relay", speech, carrier: { publish: async () => {} }, checkpoints });
    const tailer = new Tailer(log);
    const leases = createMemoryLeases({ leaseMs: 1_000 });
    const following = new Subscription({ name: "relay", log, tailer, checkpoints, leases, handle, limits: quickLimits });
    following.start();
    await eventually("all is relayed", async () => (await following.status()).every(({ lag }) => lag === 0));
    tailer.stop();
    await following.stop();
    for (const name of ["follow relay", "say workshop"]) {
      const [span, ...more] = spans.filter((one) => one.name === name);
      expect(more).toEqual([]);
      expect(span?.parent).toBeNull();
      expect(span?.links.map((link) => link.traceId)).toEqual([traceId, "d".repeat(32)]);
    }
    expect(spans.find(({ name }) => name === "say workshop")?.attributes["messaging.batch.message_count"]).toBe(4);
  });
});
