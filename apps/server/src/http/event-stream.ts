import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { Caller, Streamed, StreamedEvent } from "@waybill/contracts/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { serverLimits } from "../limits.ts";
import { countedAs } from "./rate-limiting.ts";
import { RequestRefused } from "./request-refused.ts";

/** How many streams there may be, and how long one waits for what. */
export interface StreamLimits {
  /** In this process. */
  readonly open: number;
  /** Of one key; of a storefront's key at one address. */
  readonly perCaller: number;
  readonly heartbeatMs: number;
  readonly slowReaderMs: number;
}

export const defaultStreamLimits: StreamLimits = {
  open: serverLimits.openStreams,
  perCaller: serverLimits.openStreamsPerCaller,
  heartbeatMs: serverLimits.heartbeatMs,
  slowReaderMs: serverLimits.slowReaderMs,
};

/** Sends what happens as it happens: Server-Sent Events (WHATWG HTML, 9.2). */
export interface EventStreams {
  /** Opens a stream. @throws RequestRefused (TooManyStreams, Overloaded, ServerIsStopping) */
  begin(
    asked: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly caller: Caller },
    streamed: Streamed,
  ): FastifyReply;
  open(): number;
  /** Ends all of them with a word, so that those who read go on somewhere else; no more are opened. */
  stop(): void;
}

export const createEventStreams = (limits: StreamLimits): EventStreams => {
  const stopping = new AbortController();
  const openOf = new Map<string, number>();
  let open = 0;

  const refuseExcess = (caller: string): void => {
    if (stopping.signal.aborted) throw new RequestRefused("ServerIsStopping", { detail: "The server stops: ask again." });
    if ((openOf.get(caller) ?? 0) >= limits.perCaller) {
      throw new RequestRefused("TooManyStreams", { detail: `One caller reads at most ${limits.perCaller} streams at once.` });
    }
    if (open >= limits.open) throw new RequestRefused("Overloaded", { detail: "As many streams are open as this server can look after." });
  };
  const count = (caller: string, change: 1 | -1): void => {
    open += change;
    const left = (openOf.get(caller) ?? 0) + change;
    if (left > 0) openOf.set(caller, left);
    else openOf.delete(caller);
  };

  return {
    begin: ({ request, reply, caller }, { events }) => {
      const counted = countedAs(caller, request.ip);
      refuseExcess(counted);
      // Nginx, and what is like it, would keep events back until there are many.
      reply.type("text/event-stream").headers({ "cache-control": "no-store", "x-accel-buffering": "no" });
      if (request.method === "HEAD") return reply.send();
      const line = new PassThrough({ highWaterMark: serverLimits.streamBufferBytes });
      const gone = new AbortController();
      line.once("close", () => gone.abort());
      const until = AbortSignal.any([gone.signal, stopping.signal]);
      count(counted, 1);
      void tell(line, events(until, limits.heartbeatMs), { until, slowReaderMs: limits.slowReaderMs })
        .catch((error: unknown) => {
          if (!line.destroyed) request.log.warn({ err: error }, "a stream was cut");
          line.destroy();
        })
        .finally(() => count(counted, -1));
      return reply.send(line);
    },
    open: () => open,
    stop: () => stopping.abort(),
  };
};

interface Pace {
  readonly until: AbortSignal;
  readonly slowReaderMs: number;
}

/** Each event is asked for when the reader has taken what came before, so nothing piles up. @throws Error when that takes too long */
const tell = async (line: PassThrough, events: AsyncIterable<StreamedEvent | null>, { until, slowReaderMs }: Pace): Promise<void> => {
  const taken = (event: "close" | "drain") => once(line, event, { signal: AbortSignal.timeout(slowReaderMs) });
  line.write(`retry: ${serverLimits.streamRetryMs}\n\n`);
  for await (const event of events) {
    if (line.destroyed || until.aborted) break;
    if (!line.write(event === null ? stillHere : frameOf(event))) await taken("drain");
  }
  if (line.destroyed) return;
  line.end(until.aborted ? stops : "");
  await taken("close");
};

/** Comments: whoever reads the stream does not see them, whatever lies between does. */
const stillHere = ": still here\n\n";
const stops = ": this server stops, the next one goes on\n\n";

/** JSON has no line breaks of its own, and neither do ids and names. */
const frameOf = ({ id, event, data }: StreamedEvent): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
