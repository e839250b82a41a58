import type { Owner } from "./host/agenda.ts";
import type { VirtualHost } from "./host/virtual-host.ts";

/** Everybody outside of the platform, and the time that passes for all. */
export interface World {
  /** Lets time pass until this has happened. @throws what it throws, and Error when it does not come to an end. */
  play<T>(happening: () => Promise<T>): Promise<T>;
}

/** After this the simulation is taken to hang: everything in it ends within three hours. */
const longestMs = 24 * 3_600_000;

/** `recorded` counts what there is in all logs: while nothing is added, nothing happens that is worth waiting for. */
export const worldOn = (host: VirtualHost, recorded: () => Promise<number>): World => {
  const owner: Owner = { name: "world", isDead: false, haltedUntilMs: 0 };
  let before = -1;
  let quietPasses = 0;

  /** A second at a time; and when nothing was recorded for a while, some minutes at once, up to what the world waits for. */
  const letTimePass = async (): Promise<void> => {
    await host.pass(1_000);
    const now = await recorded();
    quietPasses = now === before ? quietPasses + 1 : 0;
    before = now;
    if (quietPasses < 2) return;
    quietPasses = 0;
    host.leap(host.chance.happens(0.5) ? host.chance.between(1_000, 20_000) : host.chance.between(20_000, 400_000), owner);
  };

  return {
    play: async (happening) => {
      let isOver = false;
      const playing = host.as(owner, happening).finally(() => {
        isOver = true;
      });
      // Whoever throws is heard when the time has passed.
      playing.catch(() => {});
      while (!isOver) {
        if (host.nowMs() > longestMs) throw new Error("the simulation does not come to an end");
        await letTimePass();
      }
      return playing;
    },
  };
};
