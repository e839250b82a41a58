/** Why the server does not start, in words that the person who started it can act on. No stack trace helps there. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}
