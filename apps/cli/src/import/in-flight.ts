/**
 * Runs at most `limit` calls at once; others wait their turn, first come first served. After one has thrown, no further
 * one begins: each throws the same.
 */
export const boundedCalls = (limit: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  let failure: { readonly error: unknown } | null = null;

  return async <T>(call: () => Promise<T>): Promise<T> => {
    // Whoever ends hands its place to the one who waits longest, so `running` does not change then.
    if (running >= limit) await new Promise<void>((begin) => waiting.push(begin));
    else running += 1;
    try {
      if (failure !== null) throw failure.error;
      return await call();
    } catch (error) {
      failure ??= { error };
      throw error;
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
};

/**
 * Takes answers in the order in which they were asked for, whichever comes first, so that what is written of them is the
 * same on every run. Holds at most `limit` of them; `add` waits while it is full.
 */
export const inOrder = <T>(limit: number, take: (answer: T) => Promise<void>) => {
  const asked: Promise<T>[] = [];
  const takeOldest = async (): Promise<void> => {
    const oldest = asked.shift();
    if (oldest !== undefined) await take(await oldest);
  };
  return {
    add: async (answer: Promise<T>): Promise<void> => {
      // A failure is met when its turn comes; until then it is not unhandled.
      answer.catch(() => {});
      asked.push(answer);
      if (asked.length > limit) await takeOldest();
    },
    drain: async (): Promise<void> => {
      while (asked.length > 0) await takeOldest();
    },
    /** Waits for all that was asked and takes none of it. */
    abandon: async (): Promise<void> => {
      await Promise.allSettled(asked.splice(0));
    },
  };
};
