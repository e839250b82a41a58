import { onlineRetail } from "../formats/online-retail.ts";
import { importOrders, type OrderImport } from "../import/import-orders.ts";
import type { RejectsFile } from "../import/rejects-file.ts";
import { soldLines } from "../import/sold-lines.ts";
import { newTally, type Tally } from "../import/tally.ts";
import type { OrderSink } from "../order-sink.ts";

/** Every oddity met in real files, and some that will be: see the test that reads it. */
export const oddOrdersPath = new URL("./odd-orders.csv", import.meta.url).pathname;

export const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

/** One line of an invoice, ordinary unless said otherwise. */
export const csvLine = (invoice: string, { sku = "22386", name = "JUMBO BAG", quantity = "1", price = "1.95" } = {}): string =>
  `${invoice},${sku},${name},${quantity},2010-12-01 08:26:00,${price},17850.0,France\n`;

/** A run over `text` into `sink`, with its rejects as `line reason`. */
export const importText = async (
  text: string | AsyncIterable<string>,
  sink: OrderSink,
  more: Partial<OrderImport> = {},
): Promise<{ readonly complete: boolean; readonly tally: Tally; readonly rejects: readonly string[] }> => {
  const tally = newTally();
  const { rejects, file } = rejectsInMemory();
  const chunks = typeof text === "string" ? pieces(text) : text;
  const signal = new AbortController().signal;
  const complete = await importOrders({
    file: "orders.csv",
    format: onlineRetail,
    chunks,
    sink,
    rejects: file,
    sold: soldLines(),
    tally,
    signal,
    ...more,
  });
  return { complete, tally, rejects };
};

export const pieces = async function* (...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
};

const rejectsInMemory = () => {
  const rejects: string[] = [];
  const file: RejectsFile = {
    begin: () => {},
    add: async (more) => {
      rejects.push(...more.map(({ row, reason }) => `${row.row.line} ${reason}`));
    },
    keep: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return { rejects, file };
};
