import { openConfiguredDatabase } from "./open-configured-database.ts";
import { runWaybill } from "./program.ts";
import { openSink } from "./sinks/open-sink.ts";
import { processTerminal } from "./terminal.ts";

process.exitCode = await runWaybill(process.argv.slice(2), {
  terminal: processTerminal,
  openSink,
  openDatabase: openConfiguredDatabase,
});
