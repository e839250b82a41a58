/** Steps of one piece of work under way at once: a thousand lines in a few appends, without taking a process's hands from everybody else. */
const atOnce = 32;

/** Does this for each item, some of them at a time, and gives the results in the items' order. The first failure is everybody's. */
export const someAtOnce = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    // One iterator for all workers: each takes the next item that nobody works on yet.
    for (const [index, item] of entries) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
};
