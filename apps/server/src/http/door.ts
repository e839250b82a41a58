import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, Gauge } from "prom-client";
import { refuseAmbiguity } from "./ambiguity.ts";
import { instructBrowsers } from "./browser-headers.ts";
import { createEventStreams, type EventStreams } from "./event-stream.ts";
import type { Frame } from "./frame.ts";
import type { HttpSettings } from "./http-settings.ts";
import { createLoadShedding, type LoadShedding } from "./load-shedding.ts";
import type { Operations } from "./operations.ts";
import { createPatientAnswers, type PatientAnswers } from "./prefer.ts";
import { createRateLimiting, type RateLimiting } from "./rate-limiting.ts";
import { limitConnections, refuseExcess } from "./request-limits.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** For machines that watch: neither counted nor refused, however much there is to do. */
    watched?: boolean;
    /** Counts its callers by their keys. */
    keyed?: boolean;
  }
}

/** What stands between the wire and the routes. */
export interface Door {
  readonly load: LoadShedding;
  readonly rates: RateLimiting;
  readonly streams: EventStreams;
  readonly patient: PatientAnswers;
}

/** Hangs the door in: whatever comes passes it before its route, and before its body is read. */
export const hangDoor = (
  app: FastifyInstance,
  { settings, frame, operations }: { readonly settings: HttpSettings; readonly frame: Frame; readonly operations: Operations },
): Door => {
  const counters = refusalCounters(operations.metrics);
  const load = createLoadShedding({ limits: settings.load, onShed: () => counters.shed.inc() });
  const onRefused = (rate: string) => counters.limited.inc({ limit: rate });
  const rates = createRateLimiting({ rates: settings.rates, clock: frame.clock, onRefused });
  const streams = createEventStreams(settings.streams);
  const patient = createPatientAnswers();
  counters.watch(load.inWork, streams.open);
  // Whoever waits for an event would keep the server from stopping.
  app.addHook("preClose", async () => {
    streams.stop();
    patient.stop();
  });
  limitConnections(app);
  instructBrowsers(app, settings);
  // After what browsers are told, so that a page may read why it was refused, too.
  app.after(() => {
    app.addHook("onRequest", async (request, reply) => {
      refuseExcess(request);
      refuseAmbiguity(request);
      const { watched = false, keyed = false } = request.routeOptions.config ?? {};
      if (!watched) load.admit();
      const isNowhere = hasEmptyPart(request);
      if (!watched && (!keyed || isNowhere)) rates.admitStranger(request.ip, reply);
      return isNowhere ? reply.callNotFound() : undefined;
    });
  });
  return { load, rates, streams, patient };
};

/** The router takes nothing at all for a part of a path, as in `/v1/products/` or `/v1/orders//hold`: nothing has such a path. */
const hasEmptyPart = ({ params }: FastifyRequest): boolean => Object.values(Object(params)).includes("");

const refusalCounters = (registry: Operations["metrics"]) => {
  const registers = [registry];
  return {
    shed: new Counter({ name: "waybill_requests_shed_total", help: "Requests refused because there was too much in work", registers }),
    limited: new Counter({
      name: "waybill_requests_limited_total",
      help: "Requests refused because their caller sent too many",
      labelNames: ["limit"],
      registers,
    }),
    watch: (inWork: () => number, openStreams: () => number) => {
      new Gauge({
        name: "waybill_streams_open",
        help: "Streams of events that somebody reads",
        registers,
        collect() {
          this.set(openStreams());
        },
      });
      new Gauge({
        name: "waybill_requests_in_work",
        help: "Requests that are worked on",
        registers,
        collect() {
          this.set(inWork());
        },
      });
    },
  };
};
