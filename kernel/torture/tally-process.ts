import { createInterface } from "node:readline";
import type { CommandContext } from "@waybill/kernel/command-identity";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { type TallyAnswer, type TallyCommand, tallyProcess } from "@waybill/kernel/testing/tally";

/** A line on standard input: one command, and the number under which its answer is to come. */
export interface Asked {
  readonly n: number;
  readonly id: string;
  readonly command: TallyCommand;
  readonly context: CommandContext;
}

/** A line on standard output, written the moment the answer is there. */
export type Told = { readonly n: number; readonly answer: TallyAnswer } | { readonly n: number; readonly error: string };

/**
 * A program that handles tallies in a log on PostgreSQL, as one server process of many would: `tally-process.ts URL SCHEMA`.
 * Ends when standard input does, after everything has been answered.
 */
const main = async (url: string, schema: string): Promise<void> => {
  const sql = connectLog(url, { max: 3, applicationName: `tally process ${process.pid}` });
  const handler = tallyProcess(await openPostgresEventLog(sql, schema));
  const tell = (told: Told): void => {
    process.stdout.write(`${JSON.stringify(told)}\n`);
  };
  const underWay = new Set<Promise<void>>();
  tell({ n: 0, error: "ready" });
  for await (const line of createInterface({ input: process.stdin })) {
    const { n, id, command, context }: Asked = JSON.parse(line);
    const work = handler
      .handle(id, command, context)
      .then(
        (answer) => tell({ n, answer }),
        (error) => tell({ n, error: String(error) }),
      )
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }
  await Promise.all(underWay);
  await disconnectLog(sql);
};

const [, program, url, schema] = process.argv;
if (program === import.meta.filename && url !== undefined && schema !== undefined) await main(url, schema);
