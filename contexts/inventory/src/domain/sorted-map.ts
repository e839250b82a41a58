import { inventoryLimits } from "./limits.ts";

/**
 * A map in the order of its keys (by code unit) that is never changed, only replaced, and is plain JSON. What is put into one of
 * 10,000 entries copies a chunk of some dozen and the list of chunks, where a plain object would be copied whole: a hot article
 * has as many buyers, and each of them makes a new state.
 */
export type SortedMap<Value, Key extends string = string> = { readonly size: number; readonly chunks: readonly Chunk<Value, Key>[] };
type Chunk<Value, Key extends string> = readonly (readonly [key: Key, value: Value])[];

export const emptyMap: SortedMap<never, never> = { size: 0, chunks: [] };

export const valueIn = <Value, Key extends string>({ chunks }: SortedMap<Value, Key>, key: string): Value | undefined => {
  const chunk = chunks[chunkOf(chunks, key)];
  const entry = chunk?.[placeIn(chunk, key)];
  return entry?.[0] === key ? entry[1] : undefined;
};

/** The map with this value under this key, whatever was there. */
export const withEntry = <Value, Key extends string>(
  { size, chunks }: SortedMap<Value, Key>,
  key: Key,
  value: Value,
): SortedMap<Value, Key> => {
  const index = chunkOf(chunks, key);
  const chunk = chunks[index];
  if (chunk === undefined) return { size: 1, chunks: [[[key, value]]] };
  const place = placeIn(chunk, key);
  const entry = [key, value] as const;
  if (chunk[place]?.[0] === key) return { size, chunks: chunks.with(index, chunk.with(place, entry)) };
  const grown = chunk.toSpliced(place, 0, entry);
  if (grown.length <= inventoryLimits.chunkEntries) return { size: size + 1, chunks: chunks.with(index, grown) };
  // Keys mostly come in order: what is behind the last of them will grow again, what is before it will not.
  const cut = index === chunks.length - 1 && place === chunk.length ? chunk.length : grown.length >> 1;
  return { size: size + 1, chunks: chunks.toSpliced(index, 1, grown.slice(0, cut), grown.slice(cut)) };
};

/** The map without this key. */
export const withoutEntry = <Value, Key extends string>(map: SortedMap<Value, Key>, key: Key): SortedMap<Value, Key> => {
  const index = chunkOf(map.chunks, key);
  const chunk = map.chunks[index];
  const place = chunk === undefined ? 0 : placeIn(chunk, key);
  if (chunk?.[place]?.[0] !== key) return map;
  const rest = chunk.toSpliced(place, 1);
  return { size: map.size - 1, chunks: rest.length === 0 ? map.chunks.toSpliced(index, 1) : map.chunks.with(index, rest) };
};

/** Key and value of each entry, in the order of the keys. */
export const entriesIn = function* <Value, Key extends string>({ chunks }: SortedMap<Value, Key>): Generator<readonly [Key, Value]> {
  for (const chunk of chunks) yield* chunk;
};

/** The entry with the first key. */
export const firstIn = <Value, Key extends string>({ chunks }: SortedMap<Value, Key>): readonly [Key, Value] | undefined => chunks[0]?.[0];

/** The last chunk that begins at or before the key, or the first one. */
const chunkOf = <Value, Key extends string>(chunks: readonly Chunk<Value, Key>[], key: string): number => {
  let [low, high] = [0, chunks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((chunks[middle]?.[0]?.[0] ?? "") <= key) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Where the key is in the chunk, or would be. */
const placeIn = <Value, Key extends string>(chunk: Chunk<Value, Key>, key: string): number => {
  let [low, high] = [0, chunk.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk[middle]?.[0] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
};
