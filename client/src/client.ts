import { createAsk } from "./asking.ts";
import { type Calls, callsOf } from "./generated/calls.ts";
import { createListen } from "./listening.ts";
import type { ClientOptions } from "./sending.ts";

/** Every operation of the API under its name: `waybill.placeOrder({ body: … })`. */
export type WaybillClient = Calls;

/**
 * A client of one server, with one key. It reads what it has written: it remembers where its writes were recorded and asks its
 * reads to show them. What is refused because the server has its hands full is sent again, after the time that the server names; every
 * POST has an Idempotency-Key, so that sending it again does it once.
 */
export const createClient = (options: ClientOptions): WaybillClient => callsOf(createAsk(options), createListen(options));
