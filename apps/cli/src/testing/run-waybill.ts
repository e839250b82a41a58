import { CannotGoOn } from "../cannot-go-on.ts";
import type { OrderSink } from "../order-sink.ts";
import { runWaybill } from "../program.ts";
import type { SinkOptions } from "../sinks/open-sink.ts";
import { memorySink } from "./memory-sink.ts";

/** Runs a command line. `open` gets a second argument that does what Ctrl-C does; `databaseUrl` is what the environment would name. */
export const waybill = async (
  args: readonly string[],
  open: (options: SinkOptions, stop: () => void) => Promise<OrderSink> = async () => memorySink().sink,
  databaseUrl?: string,
) => {
  const said = { stdout: "", stderr: "" };
  let stop = (): void => {};
  const exitCode = await runWaybill(args, {
    openDatabase: async () => {
      if (databaseUrl === undefined) throw new CannotGoOn("this test has no database");
      return { url: databaseUrl, stop: async () => {} };
    },
    openSink: (options) => open(options, stop),
    terminal: {
      stdout: { write: (text) => (said.stdout += text) },
      stderr: { write: (text) => (said.stderr += text) },
      onStop: (listener) => {
        stop = listener;
        return () => {};
      },
    },
  });
  return { exitCode, ...said };
};

export const importOf = (file: string, ...more: readonly string[]) => ["import", "orders", file, "--format", "online-retail", ...more];
