import { createHash } from "node:crypto";
import { isoFromInstant } from "@waybill/kernel/clock";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Finding } from "./checks/books.ts";
import { ordersIn } from "./checks/orders.ts";
import { booksOf, type Simulated } from "./simulate.ts";

/** How many findings are told, and how many lines of the first one's story. */
const toldFindings = 10;
const toldEvents = 60;

/** What happened, in as few lines as tell it; and of what is wrong, the story that shows it. */
export const accountOf = async (simulated: Simulated, findings: readonly Finding[]): Promise<readonly string[]> => {
  const { ends, elapsedMs, stores } = simulated;
  const books = await booksOf(stores);
  const events = [...books.values()].flat();
  const digest = createHash("sha256");
  for (const event of events) digest.update(JSON.stringify(event));
  const lines = [
    `orders: ${counted([...ordersIn(books).values()].map(({ status }) => status))}`,
    `processes: ${[...ends].map(([end, times]) => `${times} ${end}`).join(", ") || "all lived"}`,
    `${events.length} events in ${Math.round(elapsedMs / 60_000)} minutes; their digest is ${digest.digest("hex").slice(0, 16)}`,
    ...findings.slice(0, toldFindings).map(({ promise, text }) => `BROKEN: ${promise}: ${text}`),
  ];
  const [first] = findings;
  return first === undefined ? lines : [...lines, `The story of ${first.about}:`, ...storyOf(first.about, events)];
};

const counted = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => `${length} ${word}`).join(", ");

/** Whatever names it, in the order in which it was recorded. */
const storyOf = (about: string, events: readonly RecordedEvent[]): readonly string[] =>
  events
    .filter((event) => event.stream.includes(about) || JSON.stringify(event.data).includes(about))
    .sort((a, b) => a.recordedAt - b.recordedAt)
    .slice(-toldEvents)
    .map(({ recordedAt, stream, version, type, data }) => {
      const detail = JSON.stringify(data, (key, value) => (hidden.has(key) ? undefined : value));
      return `  ${isoFromInstant(recordedAt).slice(11, 23)} ${stream.slice(stream.indexOf("/") + 1)}#${version} ${type} ${detail.slice(0, 160)}`;
    });

/** What makes lines long and tells nothing. */
const hidden: ReadonlySet<string> = new Set(["address", "at", "contact", "level", "merchantId", "metadata", "note", "quote", "type"]);
