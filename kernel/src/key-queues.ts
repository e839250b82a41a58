/** One batch's places in the queues of its keys. */
export interface KeyTurns {
  /** Resolves when it is this batch's turn: whether all that was in front of it under the key is done. */
  of(key: string): Promise<boolean>;
  /** The batch is done with the key: with all of it, or not; then whoever comes behind it joins its queue until the batch is over. */
  end(key: string, isDone: boolean): void;
  /** The batch is over. What has not ended yet ends undone. */
  endAll(): void;
}

/** Batches that are begun before those in front of them are done, each key of them in turn. */
export const createKeyQueues = (): { join(keys: Iterable<string>): KeyTurns } => {
  /** Key → the end of what came last under it. */
  const ends = new Map<string, Promise<boolean>>();
  return {
    join: (keys) => {
      const turns = new Map([...keys].map((key) => [key, { before: ends.get(key), ended: Promise.withResolvers<boolean>() }] as const));
      for (const [key, { ended }] of turns) ends.set(key, ended.promise);
      const end = (key: string, isDone: boolean): void => {
        const ended = turns.get(key)?.ended;
        ended?.resolve(isDone);
        if (isDone && ends.get(key) === ended?.promise) ends.delete(key);
      };
      return {
        of: async (key) => (await turns.get(key)?.before) ?? true,
        end,
        endAll: () => {
          for (const [key, { ended }] of turns) {
            ended.resolve(false);
            if (ends.get(key) === ended.promise) ends.delete(key);
          }
        },
      };
    },
  };
};
