import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { type FollowedOn, type Reincarnation, ReincarnationRefused, reincarnateLog } from "@waybill/kernel/postgres/reincarnate-log";
import { serverApplicationName } from "@waybill/server/foundation/postgres-foundation";
import type { Command } from "commander";
import { CannotGoOn } from "../cannot-go-on.ts";
import type { CommandContext } from "../program.ts";

interface ReincarnateOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

/** Adds `reincarnate CONTEXT` to `waybill log`. */
export const addReincarnateLog = (logs: Command, context: CommandContext): void => {
  logs
    .command("reincarnate")
    .description(
      "lets the logs of contexts go on as new incarnations, after an older state of theirs was restored or a failover lost something; with every server stopped",
    )
    .showHelpAfterError("See: waybill log reincarnate --help")
    .argument("<contexts...>", "such as ordering; all that were restored, and all of them after the whole database was")
    .option("--yes", "do it; otherwise it is only told what would be done", false)
    .option("--json", "end with a line of JSON for each context on stdout", false)
    .action(async (contexts: readonly string[], { yes, json }: ReincarnateOptions) => {
      const { stdout, stderr } = context.terminal;
      const database = await context.openDatabase();
      const sql = connectLog(database.url, { max: 1, applicationName: "waybill log" });
      try {
        for (const schema of contexts) {
          const done = await reincarnateLog(sql, { schema, usedBy: serverApplicationName, applies: yes });
          stdout.write(json ? `${JSON.stringify({ ...done, applied: yes })}\n` : told(done, yes));
        }
      } catch (error) {
        throw error instanceof ReincarnationRefused ? new CannotGoOn(error.message) : error;
      } finally {
        await disconnectLog(sql);
        await database.stop();
      }
      if (yes) return;
      stderr.write("Nothing was changed. Stop every server, and run it again with --yes.\n");
      context.exitWith(1);
    });
};

const told = ({ schema, from, to, followers }: Reincarnation, isDone: boolean): string => {
  const head = isDone
    ? `The log of ${schema} goes on as ${to}; it was ${from}.`
    : `The log of ${schema} would go on as another incarnation than ${from}:`;
  return [head, ...followers.map(lineOf), "  positions that clients remember of it mean nothing any more", ""].join("\n");
};

const lineOf = ({ schema, subscription, becomes, lostPositions }: FollowedOn): string => {
  const follower = `  ${subscription} of ${schema}`;
  switch (becomes) {
    case "goesOn":
      return `${follower} goes on from where it stands`;
    case "goesBack":
      return `${follower} goes back to the end of the log: it has heard ${lostPositions} events that are lost`;
    case "rebuilt":
      return `${follower} is built anew: it shows ${lostPositions} events that are lost`;
  }
};
