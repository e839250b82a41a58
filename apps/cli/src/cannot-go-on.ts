/** Ends a command. The message tells a person what is wrong and what to do next; it is shown without a stack. */
export class CannotGoOn extends Error {
  override readonly name = "CannotGoOn";
}
