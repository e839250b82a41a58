import { systemClock } from "@waybill/kernel/clock";
import type { Config } from "./config.ts";
import { tellOfLongStart } from "./foundation/long-start.ts";
import type { DatabaseEvents } from "./open-database.ts";
import { openFoundation } from "./open-foundation.ts";
import { type Platform, type PlatformOptions, startPlatform } from "./platform.ts";

/** The platform on what the configuration names. What was begun when something fails is taken back before it is thrown. */
export const openPlatform = async (
  config: Config,
  { follows = true, ...events }: DatabaseEvents & Pick<PlatformOptions, "follows">,
): Promise<Platform> => {
  await using starting = new AsyncDisposableStack();
  const onOpen = (url: string): void => {
    starting.use(tellOfLongStart(url, events.logger));
    events.onOpen?.(url);
  };
  const foundation = await openFoundation(config, { ...events, onOpen });
  try {
    return await startPlatform({ foundation, clock: systemClock, logger: events.logger, follows });
  } catch (error) {
    await foundation.stop();
    throw error;
  }
};
