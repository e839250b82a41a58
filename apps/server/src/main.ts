import { type Config, readConfig } from "./config.ts";
import { serverLimits } from "./limits.ts";
import { createLogger } from "./logging.ts";
import { serve } from "./serve.ts";
import { startProblem } from "./start-problem.ts";
import { startTracing } from "./tracing.ts";
import { welcome } from "./welcome.ts";

// stdout is the log's. What is meant for the person who started it goes to stderr.
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Serves until it is told to stop; the exit code. */
const run = async (config: Config): Promise<number> => {
  const logger = createLogger(config);
  const tracing = startTracing(process.env, (objection) => logger.warn(objection));
  const stopAsked = stopSignal(() => {
    logger.info("stopping");
    endInTime();
  });
  const lost = Promise.withResolvers<number>();
  const onLost = ({ message }: Error) => {
    say(message);
    endInTime();
    lost.resolve(1);
  };
  const serving = await serve(config, { logger, onLost, onOpen: (url) => tracing?.keptIn(url) });
  say(welcome(serving.url, serving.adminKey));
  const exitCode = await Promise.race([stopAsked, lost.promise]);
  await serving.stop();
  const isAllSent = (await tracing?.stop()) ?? true;
  logger.info("stopped");
  // A collector that is away keeps nobody: everything that matters is settled by now.
  if (!isAllSent) process.exit(exitCode);
  return exitCode;
};

/** Whatever hangs, be it a start that is under way, must not keep a supervisor waiting: it would kill, and nothing would be gained. */
const endInTime = (): void => void setTimeout(() => process.exit(1), serverLimits.drainMs).unref();

/** Resolves to 0 at the first SIGTERM or SIGINT. Whoever presses Ctrl-C once more is in a hurry. */
const stopSignal = (tell: () => void): Promise<number> =>
  new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      tell();
      resolve(0);
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
  });

const start = async (): Promise<number> => {
  let config: Config | null = null;
  try {
    config = readConfig(process.env, process.argv.slice(2));
    return await run(config);
  } catch (error) {
    const problem = startProblem(error, config);
    say(problem ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return 1;
  }
};

process.exitCode = await start();
