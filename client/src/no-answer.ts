/** Nobody answered, or not to the end: whether it was done is not known. The message says what happened; `cause` is what was caught. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}
