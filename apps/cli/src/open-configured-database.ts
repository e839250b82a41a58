import { type Config, readConfig } from "@waybill/server/config";
import { createLogger } from "@waybill/server/logging";
import { type OpenDatabase, openDatabase } from "@waybill/server/open-database";
import { startProblem } from "@waybill/server/start-problem";
import { CannotGoOn } from "./cannot-go-on.ts";

/** Of the database that the environment names. @throws CannotGoOn when there is no way in. */
export type OpenConfiguredDatabase = () => Promise<Pick<OpenDatabase, "stop" | "url">>;

export const openConfiguredDatabase: OpenConfiguredDatabase = async () => {
  let config: Config | null = null;
  try {
    config = readConfig(process.env, []);
    const logger = createLogger({ logLevel: "warn" }, process.stderr);
    const onLost = ({ message }: Error) => {
      process.stderr.write(`${message}\n`);
      process.exit(1);
    };
    return await openDatabase(config, { logger, onLost });
  } catch (error) {
    const problem = startProblem(error, config);
    if (problem === null) throw error;
    throw new CannotGoOn(problem);
  }
};
