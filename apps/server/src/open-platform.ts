import { systemClock } from "@waybill/kernel/clock";
import type { Config } from "./config.ts";
import { type FoundationEvents, openFoundation } from "./open-foundation.ts";
import { type Platform, startPlatform } from "./platform.ts";

/** The platform on what the configuration names. What was begun when something fails is taken back before it is thrown. */
export const openPlatform = async (config: Config, { logger, onLost }: FoundationEvents): Promise<Platform> => {
  const foundation = await openFoundation(config, { logger, onLost });
  try {
    return await startPlatform({ foundation, clock: systemClock, logger });
  } catch (error) {
    await foundation.stop();
    throw error;
  }
};
