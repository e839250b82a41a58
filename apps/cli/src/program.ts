import { Command, CommanderError } from "commander";
import { CannotGoOn } from "./cannot-go-on.ts";
import { addImportOrders } from "./commands/import-orders.ts";
import { addReadModelCommands } from "./commands/read-models.ts";
import { addReincarnateLog } from "./commands/reincarnate-log.ts";
import { addWatchOrder } from "./commands/watch-order.ts";
import type { OpenConfiguredDatabase } from "./open-configured-database.ts";
import type { OpenSink } from "./sinks/open-sink.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly openSink: OpenSink;
  readonly openDatabase: OpenConfiguredDatabase;
  /** What the process is to exit with when the command did not fail by throwing. */
  exitWith(code: ExitCode): void;
}

/** 0 done · 1 failed, or stopped before the end · 2 asked for in a way that cannot be understood. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line, without the names of node and the program. */
export const runWaybill = async (args: readonly string[], context: Omit<CommandContext, "exitWith">): Promise<ExitCode> => {
  const { stdout, stderr } = context.terminal;
  let exitCode: ExitCode = 0;
  const program = new Command("waybill")
    .description("Works with a Waybill platform from the command line.")
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  const wholeContext: CommandContext = {
    ...context,
    exitWith: (code) => {
      exitCode = code;
    },
  };

  const imports = program.command("import").description("brings in what happened elsewhere");
  addImportOrders(imports, wholeContext);
  const orders = program.command("orders").description("looks at orders of a running server");
  addWatchOrder(orders, wholeContext);
  const readModels = program.command("read-models").description("looks after the lists of a running server");
  addReadModelCommands(readModels, wholeContext);
  const logs = program.command("log").description("looks after the logs that everything is kept in");
  addReincarnateLog(logs, wholeContext);

  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    stderr.write(`${error instanceof CannotGoOn ? error.message : faultText(error)}\n`);
    return 1;
  }
};

const faultText = (error: unknown): string => `This should not have happened:\n${error instanceof Error ? error.stack : String(error)}`;
