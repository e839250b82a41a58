import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { orderFormats } from "../formats/all.ts";
import type { OrderFormat } from "../formats/format.ts";
import { importFile } from "../import/import-file.ts";
import { reportText } from "../import/report.ts";
import type { CommandContext } from "../program.ts";
import type { SinkOptions } from "../sinks/open-sink.ts";

interface ImportOptions extends SinkOptions {
  readonly format: OrderFormat;
  readonly encoding: string;
  readonly rejects?: string;
  readonly json?: true;
}

/** Adds `orders FILE` to `waybill import`. */
export const addImportOrders = (imports: Command, context: CommandContext): void => {
  const command = imports
    .command("orders")
    .description("places every order of a CSV file as a completed one, at its own time; safe to stop and to run again")
    .showHelpAfterError("See: waybill import orders --help")
    .argument("<file>", "CSV, or CSV packed with gzip")
    .addOption(new Option("--format <name>", "how the file is laid out").argParser(formatNamed).makeOptionMandatory())
    .option("--rejects <path>", "where to list the lines that are not orders (default: <file>.rejects.csv)")
    .addOption(new Option("--encoding <label>", "of the file's text, such as windows-1252").default("utf-8").argParser(knownEncoding))
    .addOption(new Option("--url <url>", "a running server to import into, instead of opening the database here").argParser(httpUrl))
    .addOption(new Option("--key <key>", "a staff key of that server").env("WAYBILL_KEY"))
    .option("--merchant <id>", "whose orders they are, where that is not the key's own or the default merchant")
    .option("--json", "end with one line of JSON on stdout")
    .addHelpText("after", `\nFormats:\n${orderFormats.map(({ name, summary }) => `  ${name}  ${summary}`).join("\n")}`)
    .action(async (file: string, options: ImportOptions) => {
      const rejects = options.rejects ?? `${file}.rejects.csv`;
      if (options.url !== undefined && !options.key) command.error("error: --url needs a staff key: give --key or set WAYBILL_KEY");
      if (resolve(rejects) === resolve(file)) command.error("error: --rejects names the imported file itself");
      context.exitWith((await run(file, { ...options, rejects }, context)) ? 0 : 1);
    });
};

const formatNamed = (name: string): OrderFormat => {
  const format = orderFormats.find((candidate) => candidate.name === name);
  if (format === undefined) throw new InvalidArgumentError(`Known formats: ${orderFormats.map((known) => known.name).join(", ")}.`);
  return format;
};

const knownEncoding = (label: string): string => {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new InvalidArgumentError("Not an encoding known here; utf-8, windows-1252 and utf-16le are.");
  }
};

const httpUrl = (text: string): string => {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? "")) throw new InvalidArgumentError("Not a URL like http://127.0.0.1:4000.");
  return text;
};

/** @returns whether the whole file was imported. */
const run = async (file: string, options: ImportOptions & { readonly rejects: string }, context: CommandContext): Promise<boolean> => {
  const { stdout, stderr } = context.terminal;
  const stopping = new AbortController();
  const release = context.terminal.onStop(() => {
    stderr.write("\nStopping: what is under way is finished first. Ctrl-C again stops at once.\n");
    stopping.abort();
  });
  try {
    const { report, failure } = await importFile({ ...options, file, signal: stopping.signal }, context);
    stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report, options.format));
    if (failure !== null) throw failure.error;
    if (!report.complete) stderr.write("Run the same command again to go on: orders already placed are skipped.\n");
    return report.complete;
  } finally {
    release();
  }
};
