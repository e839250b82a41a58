/**
 * The same look-up by many at once is made once for all of them: a sale begins, and ten thousand buyers ask where the article lies.
 * Whoever asks while one is under way shares the next, which sees all that was so when it was asked.
 */
export const sharingLookUps = <Key extends string, Found>(lookUp: (key: Key) => Promise<Found>): ((key: Key) => Promise<Found>) => {
  const underWay = new Map<Key, Promise<unknown>>();
  const next = new Map<Key, Promise<Found>>();

  const begin = (key: Key): Promise<Found> => {
    const found = lookUp(key).finally(() => {
      if (underWay.get(key) === found) underWay.delete(key);
    });
    underWay.set(key, found);
    return found;
  };

  return (key) => {
    const current = underWay.get(key);
    if (current === undefined) return begin(key);
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const following = current
      .catch(() => undefined)
      .then(() => {
        next.delete(key);
        return begin(key);
      });
    next.set(key, following);
    return following;
  };
};
