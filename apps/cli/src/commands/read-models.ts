import { createClient, done, NoAnswer, WasRefused, type WaybillClient } from "@waybill/client";
import { type Command, Option } from "commander";
import { CannotGoOn } from "../cannot-go-on.ts";
import { httpUrl } from "../http-url.ts";
import type { CommandContext } from "../program.ts";

interface ServerOptions {
  readonly url: string;
  readonly key: string;
}

/** What is asked of a server about one read model; what there is to say of it then. */
type Work = (waybill: WaybillClient, name: string) => Promise<string>;

/** Adds `rebuild NAME` and `call-off NAME` to `waybill read-models`. */
export const addReadModelCommands = (readModels: Command, context: CommandContext): void => {
  const add = (verb: string, description: string, work: Work): void => {
    readModels
      .command(verb)
      .description(description)
      .showHelpAfterError(`See: waybill read-models ${verb} --help`)
      .argument("<name>", "as GET /v1/ops/subscriptions calls it, such as order_summary")
      .addOption(new Option("--url <url>", "a running server").argParser(httpUrl).makeOptionMandatory())
      .addOption(new Option("--key <key>", "an admin's key of that server").env("WAYBILL_KEY").makeOptionMandatory())
      .action(async (name: string, options: ServerOptions) => {
        context.terminal.stdout.write(`${await askServer(options, name, work)}\n`);
      });
  };
  add("rebuild", "has a list built anew from the events, by the code of today, while it is read as it is", rebuild);
  add("call-off", "stops what rebuild began, in whichever process: the list that is read goes on as it is", callOff);
};

/** @throws CannotGoOn */
const askServer = async ({ url, key }: ServerOptions, name: string, work: Work): Promise<string> => {
  try {
    return await work(createClient({ baseUrl: url, key }), name);
  } catch (error) {
    if (error instanceof WasRefused) throw new CannotGoOn(`The server at ${url} refused: ${error.refusal.detail}`);
    if (error instanceof NoAnswer) throw new CannotGoOn(`There was ${error.message}. Is the server running there?`);
    throw error;
  }
};

const rebuild: Work = async (waybill, name) => {
  const progress = done(await waybill.rebuildReadModel({ name }));
  return `${name} is built anew: ${progress.done} of ${progress.total} events so far. GET /v1/ops/subscriptions tells how far it is.`;
};

const callOff: Work = async (waybill, name) => {
  done(await waybill.callOffRebuild({ name }));
  return `${name} is no longer built anew, and goes on as it was.`;
};
