declare const content: unique symbol;

/**
 * A `T` that only the holder of its subject's key can read: personal data from the first event on, wherever it lies. It is
 * erased by dropping the key, so the subject names a person and nothing else.
 */
export type Sealed<T> = {
  /** The encrypted JSON of the content, as text. */
  readonly sealed: string;
  /** Whose key opens it: a customer, or the guest of one order. */
  readonly subject: string;
  readonly [content]?: T;
};
