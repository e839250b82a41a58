import { CannotGoOn } from "../cannot-go-on.ts";
import type { OrderSink } from "../order-sink.ts";

/** Imports through the command handlers of a platform in this process. */
export const platformSink = async (_merchant: string | null): Promise<OrderSink> => {
  throw new CannotGoOn("Importing without a server is not there yet. Start one with npm start, and name it with --url and --key.");
};
