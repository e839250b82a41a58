import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { orderFormats } from "../formats/all.ts";
import type { OrderFormat } from "../formats/format.ts";
import { httpUrl } from "../http-url.ts";
import { type FileImport, importFile } from "../import/import-file.ts";
import { type ImportReport, reportText } from "../import/report.ts";
import { soldLines } from "../import/sold-lines.ts";
import type { CommandContext } from "../program.ts";
import type { SinkOptions } from "../sinks/open-sink.ts";
import type { Terminal } from "../terminal.ts";

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
    .description(
      "brings in the orders, returns and stock adjustments of CSV files as history, at their own time; safe to stop and to run again",
    )
    .showHelpAfterError("See: waybill import orders --help")
    .argument("<files...>", "CSV, or CSV packed with gzip; earlier ones first, so that what came back later finds its order")
    .addOption(new Option("--format <name>", "how the file is laid out").argParser(formatNamed).makeOptionMandatory())
    .option("--rejects <path>", "where to list the lines of a file that became nothing (default: <file>.rejects.csv)")
    .addOption(new Option("--encoding <label>", "of the file's text, such as windows-1252").default("utf-8").argParser(knownEncoding))
    .addOption(new Option("--url <url>", "a running server to import into, instead of opening the database here").argParser(httpUrl))
    .addOption(new Option("--key <key>", "a staff key of that server").env("WAYBILL_KEY"))
    .option("--merchant <id>", "whose orders they are, where that is not the key's own or the default merchant")
    .option("--json", "end with one line of JSON on stdout")
    .addHelpText("after", `\nFormats:\n${orderFormats.map(({ name, summary }) => `  ${name}  ${summary}`).join("\n")}`)
    .action(async (files: readonly string[], options: ImportOptions) => {
      const { rejects } = options;
      if (options.url !== undefined && !options.key) command.error("error: --url needs a staff key: give --key or set WAYBILL_KEY");
      if (rejects !== undefined && files.length > 1) command.error("error: --rejects names one place, and there are several files");
      if (files.some((file) => rejects !== undefined && resolve(rejects) === resolve(file))) {
        command.error("error: --rejects names the imported file itself");
      }
      const sold = soldLines();
      for (const file of files) {
        const complete = await run({ ...options, file, rejects: rejects ?? `${file}.rejects.csv`, sold }, context);
        if (!complete) return context.exitWith(1);
      }
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

/** A file of another layout is whole when it was read to its end, and nothing of it is there: whoever runs this unattended has to know. */
const isAllRejected = ({ lines, rejectedLines, rejectsFile }: ImportReport, stderr: Terminal["stderr"]): boolean => {
  if (lines === 0 || rejectedLines < lines) return false;
  stderr.write(`None of its lines could be brought in: ${rejectsFile} says why, and --help what is expected.\n`);
  return true;
};

/** @returns whether the whole file was imported. */
const run = async (request: ImportOptions & Omit<FileImport, "signal">, context: CommandContext): Promise<boolean> => {
  const { stdout, stderr } = context.terminal;
  const stopping = new AbortController();
  const release = context.terminal.onStop(() => {
    stderr.write("\nStopping: what is under way is finished first. Ctrl-C again stops at once.\n");
    stopping.abort();
  });
  try {
    const { report, failure } = await importFile({ ...request, signal: stopping.signal }, context);
    stdout.write(request.json ? `${JSON.stringify(report)}\n` : reportText(report, request.format));
    if (failure !== null) throw failure.error;
    if (!report.complete) stderr.write("Run the same command again to go on: what was already brought in is skipped.\n");
    return report.complete && !isAllRejected(report, stderr);
  } finally {
    release();
  }
};
