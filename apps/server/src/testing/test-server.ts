import { promisify } from "node:util";
import type { Role, Route } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { type Clock, systemClock } from "@waybill/kernel/clock";
import type { InjectOptions } from "fastify";
import { pino } from "pino";
import type { Foundation } from "../foundation/foundation.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { drain } from "../http/drain.ts";
import { defaultHttpSettings, type HttpSettings } from "../http/http-settings.ts";
import { createServer } from "../http/server.ts";
import { startPlatform } from "../platform.ts";

/** What came back, as a test reads it. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body, and fails if it is not there
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
}

export interface TestRequest {
  readonly as?: Role;
  readonly merchant?: MerchantId;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that it comes from. */
  readonly from?: string;
  /** Sent as JSON; a string or bytes as they are. */
  readonly body?: unknown;
}

/** The whole server without a socket; every answer is checked against what its route declares. */
export interface TestServer {
  /** Such as `ask("GET /v1/orders", { as: "readonly" })`. As an admin unless it says otherwise; `headers.authorization: ""` sends none. */
  ask(what: string, request?: TestRequest): Promise<TestAnswer>;
  /** Listens on this port of this machine, or on a free one; where. */
  listen(port?: number): Promise<string>;
  /** How many connections are open. */
  connections(): Promise<number>;
  readonly routes: readonly Route[];
  keyOf(role: Role, merchant?: MerchantId): Promise<{ readonly keyId: KeyId; readonly token: string }>;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly foundation?: Foundation;
  readonly clock?: Clock;
  /** False where nothing is to follow from requests, as in a process that leaves it to others. */
  readonly follows?: boolean;
  /** What differs from the defaults; whoever has no key is not counted, and no turn is too long, unless this says so. */
  readonly settings?: Partial<HttpSettings>;
  /** Operations that answer something else than they would, and perhaps something that is not described. */
  readonly instead?: Readonly<Record<string, Route["handle"]>>;
  /** Told every line that is logged. */
  readonly log?: (line: string) => void;
}

/** Tests try more wrong keys within a minute than anybody may, and what is injected again and again never ends a turn of the event loop. */
const patient: HttpSettings = {
  ...defaultHttpSettings,
  rates: { ...defaultHttpSettings.rates, anonymous: null },
  load: { ...defaultHttpSettings.load, turnMs: Number.POSITIVE_INFINITY },
};

export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { foundation = createMemoryFoundation(systemClock), clock = systemClock, follows = true, instead = {}, log, settings } = options;
  const logger = log === undefined ? pino({ level: "silent" }) : pino({ level: "debug" }, { write: log });
  const platform = await startPlatform({ foundation, clock, logger, follows });
  const routes = platform.routes.map((route) => ({ ...route, handle: instead[route.operation] ?? route.handle }));
  const app = createServer({
    ...platform,
    routes,
    logger,
    settings: { ...patient, ...settings },
    checkAnswers: Object.keys(instead).length === 0 ? "whole" : "bodies",
  });
  const keys = new Map<string, Promise<{ readonly keyId: KeyId; readonly token: string }>>();
  const issue = async (role: Role, merchant: MerchantId) => {
    const keyId = KeyId.create();
    const issued = await platform.access.issue({ keyId, merchant, role, name: `${role} of a test` });
    if (issued.kind !== "issued") throw new Error(issued.kind);
    return { keyId, token: issued.token };
  };
  const keyOf: TestServer["keyOf"] = (role, merchant = MerchantId.default) => {
    const name = `${role} ${merchant}`;
    const key = keys.get(name) ?? issue(role, merchant);
    keys.set(name, key);
    return key;
  };
  return {
    routes,
    keyOf,
    listen: (port = 0) => app.listen({ host: "127.0.0.1", port }),
    connections: () => promisify(app.server.getConnections.bind(app.server))(),
    ask: async (what, { as = "admin", merchant, headers = {}, from = "127.0.0.1", body } = {}) => {
      const [method, url] = what.split(" ", 2) as [InjectOptions["method"], string];
      const { token } = await keyOf(as, merchant);
      const isRaw = typeof body === "string" || body instanceof Uint8Array;
      const all: Record<string, string> = {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      };
      if (all.authorization === "") delete all.authorization;
      const payload = body === undefined ? {} : { payload: isRaw ? Buffer.from(body as string) : JSON.stringify(body) };
      const response = await app.inject({ ...(method && { method }), url, remoteAddress: from, headers: all, ...payload });
      const text = response.body;
      const isJson = /json/.test(String(response.headers["content-type"]));
      return {
        status: response.statusCode,
        headers: response.headers as Record<string, string>,
        body: isJson ? JSON.parse(text) : null,
        text,
        bytes: response.rawPayload,
      };
    },
    stop: async () => {
      await drain(app);
      await platform.stop();
    },
  };
};
