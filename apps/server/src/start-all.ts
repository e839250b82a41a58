/** Starts all of them at once. When some cannot, the first one's error is thrown once none of the others is under way: they can be stopped then. */
export const startAll = async (all: readonly { start(): Promise<void> | void }[]): Promise<void> => {
  const started = await Promise.allSettled(all.map(async (one) => one.start()));
  for (const one of started) if (one.status === "rejected") throw one.reason;
};
