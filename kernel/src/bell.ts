/** Wakes who waits. Rung while nobody waits, it is remembered for the next who does: no ring is lost, several count as one. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or when `timeoutMs` have passed. */
  wait(timeoutMs: number): Promise<void>;
}

export const createBell = (): Bell => {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (timeoutMs) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
};
