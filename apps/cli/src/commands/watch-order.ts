import { createClient, NoAnswer, type OrderNews, WasRefused, watchOrder } from "@waybill/client";
import { type Command, InvalidArgumentError, Option } from "commander";
import { CannotGoOn } from "../cannot-go-on.ts";
import { httpUrl } from "../http-url.ts";
import type { CommandContext } from "../program.ts";

interface WatchOptions {
  readonly url: string;
  readonly key: string;
  readonly merchant?: string;
  readonly after?: number;
  readonly json?: true;
}

/** Adds `watch ORDER` to `waybill orders`. */
export const addWatchOrder = (orders: Command, context: CommandContext): void => {
  orders
    .command("watch")
    .description(
      "tells what happens to an order as it happens, until it is over; goes on by itself when the line is cut or the server starts anew",
    )
    .showHelpAfterError("See: waybill orders watch --help")
    .argument("<order>", "its id, ord_…")
    .addOption(new Option("--url <url>", "a running server").argParser(httpUrl).makeOptionMandatory())
    .addOption(new Option("--key <key>", "a key of that server that may read orders").env("WAYBILL_KEY").makeOptionMandatory())
    .option("--merchant <id>", "whose order it is, where the key is an admin's")
    .addOption(new Option("--after <version>", "only what came after this version").argParser(versionIn))
    .option("--json", "a line of JSON for each thing that happens, as the order's history has it")
    .action(async (orderId: string, options: WatchOptions) => {
      const isOver = await watch(orderId, options, context);
      // Whoever waits for the end must not take a Ctrl-C for it.
      if (!isOver) context.exitWith(1);
    });
};

const versionIn = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Not a version like 3.");
  return Number(text);
};

/** @returns whether the order is over. @throws CannotGoOn */
const watch = async (
  orderId: string,
  { url, key, merchant, after, json }: WatchOptions,
  { terminal }: CommandContext,
): Promise<boolean> => {
  const stopping = new AbortController();
  const release = terminal.onStop(() => stopping.abort());
  const waybill = createClient({ baseUrl: url, key, merchant });
  try {
    for await (const news of watchOrder(waybill, { orderId, after }, { signal: stopping.signal })) {
      terminal.stdout.write(json === true ? jsonLineOf(news) : lineOf(news));
    }
    return !stopping.signal.aborted;
  } catch (error) {
    if (error instanceof WasRefused) throw new CannotGoOn(`The server at ${url} refused: ${error.refusal.detail}`);
    if (error instanceof NoAnswer) throw new CannotGoOn(`There was ${error.message}. Is the server running there?`);
    throw error;
  } finally {
    release();
  }
};

const jsonLineOf = (news: OrderNews): string => `${JSON.stringify(news.kind === "happened" ? news.entry : { status: news.status })}\n`;

const lineOf = (news: OrderNews): string => {
  if (news.kind === "ended") return `The order is over: ${news.status}.\n`;
  const { version, event, at, actor } = news.entry;
  return `${[String(version).padStart(4), at, event, ...(actor === null ? [] : [`by ${actor}`])].join("  ")}\n`;
};
