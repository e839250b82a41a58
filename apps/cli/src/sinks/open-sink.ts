import type { OrderSink } from "../order-sink.ts";
import { httpSink } from "./http-sink.ts";

/** Where orders go: to a server, or into this process's own platform. */
export interface SinkOptions {
  readonly url?: string;
  readonly key?: string;
  readonly merchant?: string;
}

/** @throws CannotGoOn when there is no way in. */
export type OpenSink = (options: SinkOptions) => Promise<OrderSink>;

export const openSink: OpenSink = async ({ url, key = "", merchant }) => {
  if (url !== undefined) return httpSink({ url, key, merchant: merchant ?? null });
  // Loaded only here: over HTTP no database code is needed.
  const { platformSink } = await import("./platform-sink.ts");
  return platformSink(merchant ?? null);
};
